import { describe, expect, test } from 'vitest';
import { hashSecret, isWellFormed } from '../../src/access/api-tokens.ts';
import { OWNER } from '../../src/admin/actor.ts';
import { isOwnerToken, OwnerToken } from '../../src/admin/owner-token.ts';
import { adminError, startAdmin } from './admin-fixture.ts';

describe('isOwnerToken', () => {
  test('accepts the token of the hash and no other', () => {
    const hash = hashSecret('jgo_right');
    expect(isOwnerToken('jgo_right', hash)).toBe(true);
    for (const wrong of ['', 'jgo_righ', 'jgo_right ', 'JGO_RIGHT', hash])
      expect(isOwnerToken(wrong, hash)).toBe(false);
  });

  test('accepts no token when there is no hash', () => {
    for (const hash of ['', 'not hex', hashSecret('').slice(2)]) expect(isOwnerToken('', hash)).toBe(false);
  });
});

describe('OwnerToken', () => {
  test('is generated once, and loaded at the next start', async () => {
    const { deps, audit } = startAdmin();
    const first = new OwnerToken(deps.store.journal, null, deps.now);
    expect([await first.load(), first.hash()]).toEqual([false, '']);
    const token = await first.ensure();
    expect(isWellFormed(token ?? '', 'jgo_')).toBe(true);
    expect(first.hash()).toBe(hashSecret(token ?? ''));
    const next = new OwnerToken(deps.store.journal, null, deps.now);
    expect([await next.ensure(), next.hash()]).toEqual([null, first.hash()]);
    expect(await audit()).toMatchObject([{ actor: 'system', action: 'owner-token.set' }]);
  });

  test('is made by one of two replicas that start together, and the other one shows none', async () => {
    const { deps, audit } = startAdmin();
    const replicas = [1, 2].map(() => new OwnerToken(deps.store.journal, null, deps.now));
    const made = (await Promise.all(replicas.map((each) => each.ensure()))).filter((token) => token !== null);
    expect(made).toHaveLength(1);
    expect(replicas.map((each) => each.hash())).toEqual([hashSecret(made[0] ?? ''), hashSecret(made[0] ?? '')]);
    expect(await audit()).toHaveLength(1);
  });

  test('is replaced by the first of two rotations that know the same token', async () => {
    const { deps } = startAdmin();
    const [one, other] = [
      new OwnerToken(deps.store.journal, null, deps.now),
      new OwnerToken(deps.store.journal, null, deps.now),
    ];
    await one.ensure();
    await other.load();
    const next = await one.rotate(OWNER);
    expect(one.hash()).toBe(hashSecret(next));
    await expect(other.rotate(OWNER)).rejects.toEqual(adminError({ code: 'owner_token_changed' }));
  });

  test('is not rotated when a setting sets it', async () => {
    const { deps, audit } = startAdmin();
    const token = new OwnerToken(deps.store.journal, hashSecret('jgo_set'), deps.now);
    await expect(token.rotate(OWNER)).rejects.toEqual(adminError({ code: 'owner_token_is_set' }));
    expect([token.hash(), await audit()]).toEqual([hashSecret('jgo_set'), []]);
  });
});
