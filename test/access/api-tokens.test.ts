import { describe, expect, it } from 'vitest';
import { displayPrefix, hashSecret, isWellFormed, newSecret } from '../../src/access/api-tokens.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const some = (count: number) => Array.from({ length: count }, () => newSecret('jgp_'));

describe('API tokens and owner tokens', () => {
  it('are well-formed, and their prefix tells the one from the other', () => {
    for (const prefix of ['jgp_', 'jgo_'] as const) {
      const secret = newSecret(prefix);
      expect(secret).toMatch(new RegExp(`^${prefix}[${ALPHABET}]{38}$`));
      expect(isWellFormed(secret, prefix)).toBe(true);
    }
  });

  it('have checksums that do not hold under the other prefix', () => {
    const owner = newSecret('jgo_');
    expect(isWellFormed(owner, 'jgp_')).toBe(false);
    expect(isWellFormed(owner.replace('jgo_', 'jgp_'), 'jgp_')).toBe(false);
  });

  it('are refused when one character was changed', () => {
    const replacements = [...ALPHABET, 'A', 'i', 'l', 'o', 'u', ' ', '-', 'é', '\0'];
    let changed = 0;
    for (const secret of some(8)) {
      for (let at = 0; at < secret.length; at++) {
        for (const other of replacements.filter((character) => character !== secret[at])) {
          changed++;
          const wrong = secret.slice(0, at) + other + secret.slice(at + 1);
          if (isWellFormed(wrong, 'jgp_')) expect.fail(`${wrong} passes for ${secret}`);
        }
      }
    }
    expect(changed).toBeGreaterThan(8 * 42 * 38);
  });

  it('are refused when two neighbours were swapped', () => {
    for (const secret of some(50)) {
      for (let at = 4; at + 1 < secret.length; at++) {
        const [one = '', next = ''] = [secret[at], secret[at + 1]];
        if (one === next) continue;
        const wrong = secret.slice(0, at) + next + one + secret.slice(at + 2);
        if (isWellFormed(wrong, 'jgp_')) expect.fail(`${wrong} passes for ${secret}`);
      }
    }
  });

  it('are refused when they are longer, shorter, empty or have spaces around them', () => {
    const [secret = ''] = some(1);
    for (const wrong of ['', 'jgp_', secret.slice(0, -1), `${secret}0`, ` ${secret}`, `${secret} `, secret.slice(4)]) {
      expect(isWellFormed(wrong, 'jgp_'), JSON.stringify(wrong)).toBe(false);
    }
  });

  it('are random in every character, with no character likelier than another', () => {
    const secrets = some(2000);
    expect(new Set(secrets).size).toBe(2000);
    const counts = new Map<string, number>();
    for (let at = 4; at < 36; at++) {
      const seen = new Set(secrets.map((secret) => secret[at] ?? ''));
      expect(seen.size, `characters seen at ${at}`).toBe(32);
      for (const secret of secrets) counts.set(secret[at] ?? '', (counts.get(secret[at] ?? '') ?? 0) + 1);
    }
    // 2,000 of each are expected; 300 more or less is nearly seven standard deviations away.
    for (const [character, count] of counts) expect(Math.abs(count - 2000), character).toBeLessThan(300);
  });

  it('are stored as SHA-256, and shown by a prefix that tells almost nothing', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    const [secret = ''] = some(1);
    expect(displayPrefix(secret)).toBe(secret.slice(0, 9));
    expect(hashSecret(secret)).not.toContain(secret.slice(4));
  });
});
