import { describe, expect, it } from 'vitest';
import {
  type ClaimLink,
  claimLinkState,
  formatClaimCode,
  newClaimCode,
  parseClaimCode,
} from '../../src/access/claim-links.ts';

describe('claim codes', () => {
  it('have 130 random bits and no two alike', () => {
    const codes = Array.from({ length: 2000 }, newClaimCode);
    expect(new Set(codes).size).toBe(2000);
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{28}$/);
    // Each of the 32 characters occurs about as often as any other.
    const counts = new Map<string, number>();
    for (const letter of codes.join('').replace(/..$/gm, '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    for (const count of counts.values()) expect(count).toBeGreaterThan(1400);
    expect(counts.size).toBe(32);
  });

  it('are read as they are printed, in capitals, with spaces, and with letters that look like their digits', () => {
    const code = newClaimCode();
    const printed = formatClaimCode(code);
    expect(printed).toMatch(/^(?:.{4}-){6}.{4}$/);
    const lookAlike = printed.toUpperCase().replaceAll('0', 'O').replaceAll('1', 'l');
    for (const typed of [
      code,
      printed,
      printed.replaceAll('-', ' '),
      `  ${printed.replaceAll('-', '–')} `,
      lookAlike,
    ]) {
      expect(parseClaimCode(typed)).toBe(code);
    }
  });

  it('are refused with one wrong letter, two swapped letters, or a part missing, but for one in a thousand', () => {
    const wrong = Array.from({ length: 1000 }, () => {
      const code = newClaimCode();
      const changed = `${code.startsWith('a') ? 'b' : 'a'}${code.slice(1)}`;
      const [a = '', b = ''] = code.slice(4, 6);
      const swapped = a === b ? changed : code.slice(0, 4) + b + a + code.slice(6);
      return [changed, swapped, code.slice(1), `${code}0`];
    });
    const accepted = wrong.flat().filter((typed) => parseClaimCode(typed) !== null);
    expect(accepted.length).toBeLessThan(15);
  });

  it.each(['', 'jgp_abc', '<script>', '0'.repeat(28), '0'.repeat(100_000), 'ㄱ'.repeat(28)])(
    'are not read from %.30s',
    (typed) => {
      expect(parseClaimCode(typed)).toBeNull();
    },
  );
});

describe('claimLinkState', () => {
  const LINK: ClaimLink = {
    ...{
      id: 1,
      studentId: 2,
      createdAt: 0,
      expiresAt: 100,
      claimedAt: null,
      revokedAt: null,
      tokenId: null,
      mail: null,
    },
  };

  it('calls a link open until it is claimed, revoked or has expired', () => {
    expect(claimLinkState(LINK, 99)).toBe('open');
    expect(claimLinkState(LINK, 100)).toBe('expired');
    expect(claimLinkState({ ...LINK, revokedAt: 50 }, 200)).toBe('revoked');
    expect(claimLinkState({ ...LINK, claimedAt: 50, revokedAt: 60 }, 200)).toBe('claimed');
  });
});
