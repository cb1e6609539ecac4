import { expect, test } from 'vitest';
import { OWNER } from '../../src/admin/actor.ts';
import { askForMoney, declineMoneyRequests } from '../../src/admin/money-requests.ts';
import { standingNotices } from '../../src/admin/notices/standing-notices.ts';
import { startAdmin } from './admin-fixture.ts';

const ASK = { amount: 500_000_000, reason: 'For the project' };

test('a class that asks together is one notice, of whom has waited longest, without a word of the reason', async () => {
  const { deps } = startAdmin();
  const fields = { classId: null, email: null, suspended: false };
  const by = { actor: 'owner', now: deps.now() };
  const students = await Promise.all(
    ['A', 'B', 'C'].map((name) => deps.store.access.createStudent({ ...fields, name }, {}, by)),
  );
  const ids = students.map(({ id }) => id);
  await Promise.all(ids.map((id) => askForMoney(id, ASK, deps)));
  const notices = async () => (await deps.store.notices.listNotices({ after: null, limit: 10 })).rows;
  expect((await notices()).map(({ facts }) => facts)).toEqual([
    { kind: 'money_request', requestId: 1, studentId: ids[0], classId: null, amount: ASK.amount },
  ]);
  expect(JSON.stringify(await notices())).not.toContain('project');
  // Who waits still is said when the first was answered, and only once.
  await declineMoneyRequests([1], null, OWNER, deps);
  for (const _ of [1, 2]) {
    const drafts = await standingNotices({ ...deps, lastModelCheck: () => null, backupEveryMs: 0 });
    for (const draft of drafts) await deps.store.notices.addNotice(draft, deps.now());
  }
  expect((await notices()).flatMap(({ facts }) => ('requestId' in facts ? [facts.requestId] : []))).toEqual([2, 1]);
});
