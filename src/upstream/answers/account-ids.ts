const MIN_ID_CHARACTERS = 16;
/** An organization's or a project's id as OpenAI writes it. Ordinary words with the same beginning have no digit, or are short. */
export const ACCOUNT_ID = /(?:org-|proj_)(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}/g;

const [HYPHEN, UNDERSCORE] = [45, 95];
const IS_LETTER_OR_DIGIT = new Uint8Array(256);
for (const code of Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')) {
  IS_LETTER_OR_DIGIT[code] = 1;
}

/** Fast, and never wrongly false: an id is so long that it covers a sixteenth byte. */
export function mayHoldAccountId(bytes: Uint8Array): boolean {
  // Base64 has neither, and an image is megabytes of it.
  if (bytes.indexOf(HYPHEN) === -1 && bytes.indexOf(UNDERSCORE) === -1) return false;
  for (let at = MIN_ID_CHARACTERS - 1; at < bytes.length; at += MIN_ID_CHARACTERS) {
    const earliest = at - MIN_ID_CHARACTERS;
    let before = at;
    while (before > earliest && IS_LETTER_OR_DIGIT[bytes[before] as number] === 1) before--;
    if (before !== at && isEndOfPrefix(bytes, before)) return true;
  }
  return false;
}

/** Whether "org-" or "proj_" ends here. */
function isEndOfPrefix(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] === HYPHEN) return bytes[at - 1] === 103 && bytes[at - 2] === 114 && bytes[at - 3] === 111;
  return bytes[at] === UNDERSCORE && bytes[at - 1] === 106 && bytes[at - 2] === 111 && bytes[at - 3] === 114;
}
