const HIDDEN = '[hidden]';
/** Keys, organizations, projects and sessions as OpenAI and its like write them, whole or with stars in the middle. */
const ACCOUNT_IDS = /\b(?:sk|gsk|rk|org|proj|sess)[-_][^\s"'`,;)\]}]{2,}/gi;

/** A provider's words, fit for a student: without the key, however much of it is starred out, and the account's ids. */
export function scrub(text: string, key: string): string {
  return text.replaceAll(key, HIDDEN).replace(ACCOUNT_IDS, HIDDEN);
}
