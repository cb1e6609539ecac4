import { expect, test } from 'vitest';
import { CHAT, startAppFixture } from '../support/app-fixture.ts';
import { newSignal } from '../support/signal.ts';
import { wellBehaved } from '../support/upstream-scripts.ts';

test('a call that runs while its class is archived is answered and settled, and the next one is refused', async () => {
  const fixture = await startAppFixture();
  const { app, classId } = fixture;
  const student = await fixture.addStudent();
  const answered = newSignal();
  fixture.upstream.next(async (call, act) => {
    await answered.reached;
    await wellBehaved(call, act);
  });
  const running = await fixture.ask(student, CHAT);
  await fixture.callsInFlight(1);
  expect((await app.api('GET', `/api/classes/${classId}/archive`)).json.calls_in_flight).toBe(1);
  await app.api('POST', `/api/classes/${classId}/archive`, {});
  const refused = await fixture.call(student, CHAT);
  expect(refused.status).toBe(403);
  expect(JSON.stringify(refused)).not.toContain(student.token);
  answered.fire();
  expect((await running.response()).status).toBe(200);
  running.hangUp();
  await fixture.settled();
  const [record] = await fixture.recordsOf(student);
  expect(record).toMatchObject({ outcome: 'ok', classId });
  expect(record?.cost).toBeGreaterThan(0);
  expect(await fixture.moneyOf('class')).toEqual({ spent: record?.cost, held: 0 });
  await fixture.stop();
});
