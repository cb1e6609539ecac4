/** What would be known again wherever it turned up. ASCII, and nothing that chance could spell. */
export const SECRETS = {
  key: 'sk-proj-Qx7CanaryHeadVvW0123456789LongMiddleYyTailZq7K',
  'key of the lab': 'labCanary-Vv5W0KeyOfTheModelServerInTheLab66',
  'head of the key': 'Qx7CanaryHead',
  'tail of the key': 'Zq7K',
  organization: 'org-Canary9Org8Xw7Vu6',
  project: 'proj_Canary5Project4Ts3',
  'owner token': 'jgo_canary-of-the-owner-token-42',
  'a key that a student tried': 'sk-CanaryOfSomebodyElses77',
} as const;

/** The key as providers write it when they mean well. */
export const STARRED_KEY = `sk-proj-${'*'.repeat(24)}Zq7K`;

/** What students say and hear: theirs alone. */
export const WORDS = { prompt: 'CanaryOfAPrompt31415', answer: 'CanaryOfAnAnswer27182' } as const;

export type Canaries = Readonly<Record<string, string>>;

/** Shorter ones are looked for as they are: other spellings of four letters are anywhere. */
const LONG_ENOUGH = 8;

/** The names of the canaries that are in there: as they are, in other letters, or in hexadecimal, base64 or UTF-16. */
export function leaksIn(bytes: Uint8Array | string, canaries: Canaries): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const lower = text.toLowerCase();
  return Object.entries(canaries)
    .filter(([, canary]) =>
      canary.length < LONG_ENOUGH
        ? text.includes(canary)
        : lower.includes(canary.toLowerCase()) || spellings(canary).some((spelling) => text.includes(spelling)),
    )
    .map(([name]) => name);
}

function spellings(canary: string): string[] {
  const bytes = Buffer.from(canary);
  const hex = bytes.toString('hex');
  // In base64 the neighbours reach into the first and last letters.
  const inside = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return shifted.slice(shift + 1, -2);
  });
  const forUrls = inside.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
  return [hex, hex.toUpperCase(), ...inside, ...forUrls, Buffer.from(canary, 'utf16le').toString('latin1')];
}
