import { describe, expect, it } from 'vitest';
import { hashSecret, isWellFormed } from '../../src/access/api-tokens.ts';
import { parseClaimCode } from '../../src/access/claim-links.ts';
import { OWNER } from '../../src/admin/actor.ts';
import { claimToken, createClaimLinks, MAX_CLAIM_DAYS } from '../../src/admin/claim-links.ts';
import { createClass } from '../../src/admin/classes.ts';
import { createStudent } from '../../src/admin/students.ts';
import { adminError, startAdmin } from './admin-fixture.ts';

describe('createClaimLinks and claimToken', () => {
  async function start() {
    const admin = startAdmin();
    const { deps } = admin;
    const schoolClass = await createClass({ name: 'AI 1', timeZone: 'America/New_York', language: 'en' }, OWNER, deps);
    const student = await createStudent({ name: 'Kim', classId: schoolClass.id }, OWNER, deps);
    return { ...admin, schoolClass, student };
  }

  it('gives a working token of the student for the code, once, and stores neither', async () => {
    const { deps, student, audit } = await start();
    const [made] = await createClaimLinks({ selection: { studentId: student.id } }, OWNER, deps);
    const code = made?.code ?? '';
    expect(parseClaimCode(code)).toBe(code);
    const { secret, ...claimed } = await claimToken(code, 'claim link', deps);
    expect(isWellFormed(secret, 'jgp_')).toBe(true);
    expect(claimed).toMatchObject({ student: { name: 'Kim' }, schoolClass: { name: 'AI 1' } });
    expect(await deps.store.access.findCaller(hashSecret(secret))).toMatchObject({ student: { id: student.id } });
    await expect(claimToken(code, 'claim link', deps)).rejects.toEqual(adminError({ code: 'unknown_claim' }));
    const entries = JSON.stringify(await audit());
    expect(entries).toContain('claim-link.claim');
    for (const kept of [code, secret]) expect(entries).not.toContain(kept);
  });

  it('lets a link work through the end of its last day in the zone of the class', async () => {
    const { deps, student, clock } = await start();
    const now = Date.parse('2026-11-24T23:30:00-05:00');
    clock.set(now);
    const expiryOf = async (days?: number) => {
      const [made] = await createClaimLinks({ selection: { studentId: student.id }, days }, OWNER, deps);
      return new Date(made?.link.expiresAt ?? 0).toISOString();
    };
    expect(await expiryOf(1)).toBe('2026-11-26T05:00:00.000Z');
    expect(await expiryOf()).toBe('2026-12-09T05:00:00.000Z');
  });

  it.each([0, -1, 1.5, MAX_CLAIM_DAYS + 1, Number.NaN])('refuses links for %s days', async (days) => {
    const { deps, student } = await start();
    const refused = createClaimLinks({ selection: { studentId: student.id }, days }, OWNER, deps);
    await expect(refused).rejects.toEqual(
      adminError({ code: 'claim_days_out_of_range', max: MAX_CLAIM_DAYS }, ['days']),
    );
  });

  it('names the class that is over, and does not use the link up', async () => {
    const { deps, schoolClass, student } = await start();
    const [made] = await createClaimLinks({ selection: { studentId: student.id } }, OWNER, deps);
    await deps.store.access.updateClass(
      schoolClass.id,
      { endsOn: '2020-01-31' },
      {},
      { actor: 'owner', now: deps.now() },
    );
    await expect(claimToken(made?.code ?? '', 'x', deps)).rejects.toEqual(adminError({ code: 'class_over' }));
    await deps.store.access.updateClass(schoolClass.id, { endsOn: null }, {}, { actor: 'owner', now: deps.now() });
    expect(await claimToken(made?.code ?? '', 'x', deps)).toHaveProperty('secret');
  });
});
