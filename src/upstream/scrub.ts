const HIDDEN = '[hidden]';
/** Keys, organizations, projects and sessions as OpenAI and its like write them, whole or with stars in the middle. */
const ACCOUNT_IDS = /\b(?:sk|gsk|rk|org|proj|sess)[-_][^\s"'`,;)\]}]{2,}/gi;

/** A provider's words, fit for a student: without the key, however much of it is starred out, and the account's ids. */
export function scrub(text: string, key: string): string {
  return text.replaceAll(key, HIDDEN).replace(ACCOUNT_IDS, HIDDEN);
}

/** For answers, which are passed on as bytes: only the whole key is looked for, at the price of one search. */
export function cutOut(bytes: Buffer, key: Buffer): Buffer {
  const at = bytes.indexOf(key);
  if (at === -1) return bytes;
  const rest = cutOut(bytes.subarray(at + key.length), key);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(HIDDEN), rest]);
}
