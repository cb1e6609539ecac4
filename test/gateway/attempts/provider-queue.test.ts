import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, type TestStudent } from '../../support/app-fixture.ts';
import { type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { errorOf } from '../exits/exit-check.ts';
import { FREE, startLabFixture } from './lab-fixture.ts';

const QUEUE_SECONDS = 2;
const fixture = await startLabFixture({
  env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${FREE}` },
  lab: { calls_in_flight: 2, queue_seconds: QUEUE_SECONDS },
});
const { app, lab } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => lab.reset());

const LOCAL = { ...CHAT, model: FREE, max_tokens: 100 };
const gated =
  (gate: string, then: Script = wellBehaved): Script =>
  async (call, act) => {
    await act.gate(gate);
    await then(call, act);
  };

async function placesAre(taken: number, waiting: number): Promise<void> {
  const lines = [`jigap_provider_slots_taken{provider="lab"} ${taken}`];
  lines.push(`jigap_provider_slots_waiting{provider="lab"} ${waiting}`);
  for (;;) {
    const { text } = await app.api('GET', '/metrics');
    if (lines.every((line) => text.includes(`\n${line}\n`))) return;
    await sleep(5);
  }
}

describe('a server of the lab that answers two calls at once', () => {
  test('is never asked more at once, and answers all in turn, the burst of one student last', async () => {
    const [hungry, other] = await Promise.all([fixture.addStudent(), fixture.addStudent()]);
    lab.next(gated('first'));
    const burst = [fixture.call(hungry, LOCAL)];
    await lab.called(1);
    burst.push(...Array.from({ length: 4 }, () => fixture.call(hungry, LOCAL)));
    await placesAre(1, 4);
    // The second place is kept for others: it is theirs at once.
    const response = await fixture.call(other, LOCAL);
    expect([response.status, response.headers['x-jigap-served-model']]).toEqual([200, FREE]);
    expect(lab.calls).toHaveLength(2);
    lab.open('first');
    expect((await Promise.all(burst)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await placesAre(0, 0);
  });

  test('does not make students wait with a shared call for one who has more running', async () => {
    await app.api('PATCH', `/api/classes/${fixture.classId}`, { shares_answers: true });
    const [hungry, ...others] = await Promise.all([1, 2, 3].map(() => fixture.addStudent()));
    lab.next(gated('first'));
    const running = fixture.call(hungry as TestStudent, LOCAL);
    await lab.called(1);
    const cell = { ...LOCAL, temperature: 0 };
    const waiting = fixture.call(hungry as TestStudent, cell);
    await placesAre(1, 1);
    lab.next(gated('cell'));
    const answers = [fixture.call(others[0] as TestStudent, cell)];
    await lab.called(2);
    answers.push(fixture.call(others[1] as TestStudent, cell));
    await fixture.callsInFlight(4);
    lab.open('cell');
    const shared = (await Promise.all(answers)).map(({ status, headers }) => [status, headers['x-jigap-shared']]);
    expect(shared).toEqual([
      [200, undefined],
      [200, 'true'],
    ]);
    expect(lab.calls).toHaveLength(2);
    lab.open('first');
    expect([(await running).status, (await waiting).status]).toEqual([200, 200]);
    await app.api('PATCH', `/api/classes/${fixture.classId}`, { shares_answers: false });
    await placesAre(0, 0);
  });

  test('gets no hold for a call that waits, and forgets it at once when its student hangs up', async () => {
    const students = await Promise.all([fixture.addStudent(), fixture.addStudent(), fixture.addStudent()]);
    lab.always(gated('go'));
    const [first, second] = students.slice(0, 2).map((student) => fixture.call(student, LOCAL));
    await lab.called(2);
    const waiting = await fixture.ask(students[2] as TestStudent, LOCAL);
    await placesAre(2, 1);
    const { text } = await app.api('GET', '/metrics');
    expect(text).toContain('\njigap_open_holds 2\n');
    waiting.hangUp();
    await placesAre(2, 0);
    lab.open('go');
    expect([(await first)?.status, (await second)?.status]).toEqual([200, 200]);
    expect(await fixture.attemptsOf(students[2] as TestStudent)).toEqual([]);
    expect(lab.calls).toHaveLength(2);
  });

  test('is said to be busy when no place came in time, as no fault of the student', async () => {
    const students = await Promise.all([fixture.addStudent(), fixture.addStudent(), fixture.addStudent()]);
    lab.always(gated('go'));
    const running = students.slice(0, 2).map((student) => fixture.call(student, LOCAL));
    await lab.called(2);
    const response = await fixture.call(students[2] as TestStudent, LOCAL);
    expect([response.status, errorOf(response).code]).toEqual([429, 'provider_full']);
    expect(response.headers).toMatchObject({ 'retry-after': '5', 'x-should-retry': 'true' });
    expect(errorOf(response).message).toContain('not your fault');
    lab.open('go');
    await Promise.all(running);
  });

  test('says so in place of a spent budget: waiting helps', async () => {
    const students = await Promise.all([fixture.addStudent(), fixture.addStudent(), fixture.addStudent(0)]);
    lab.always(gated('go'));
    const running = students.slice(0, 2).map((student) => fixture.call(student, LOCAL));
    await lab.called(2);
    const response = await fixture.call(students[2] as TestStudent, CHAT);
    expect([response.status, errorOf(response).code]).toEqual([429, 'provider_full']);
    lab.open('go');
    await Promise.all(running);
  });

  test('is not asked for a student who was suspended while the call waited', async () => {
    const students = await Promise.all([fixture.addStudent(), fixture.addStudent(), fixture.addStudent()]);
    lab.always(gated('go'));
    const running = students.slice(0, 2).map((student) => fixture.call(student, LOCAL));
    await lab.called(2);
    const waiting = fixture.call(students[2] as TestStudent, LOCAL);
    await placesAre(2, 1);
    await app.owner.call('PATCH', `/api/students/${students[2]?.id}`, { suspended: true });
    lab.open('go');
    const response = await waiting;
    expect([response.status, errorOf(response).code]).toEqual([403, 'token_suspended']);
    await Promise.all(running);
    await placesAre(0, 0);
    expect(lab.calls).toHaveLength(2);
  });
});

test('the time that a call waits is no part of the time for its answer', { timeout: 30_000 }, async () => {
  const slow = await startLabFixture({
    env: { JIGAP_ALLOWED_MODELS: FREE, JIGAP_STREAM_SECONDS: '2' },
    lab: { calls_in_flight: 1, queue_seconds: 20 },
  });
  try {
    const [first, second] = await Promise.all([slow.addStudent(), slow.addStudent()]);
    slow.lab.next((_call, act) => act.hang());
    const stuck = slow.call(first, LOCAL);
    await slow.lab.called(1);
    slow.lab.next(async (call, act) => {
      await sleep(500);
      await wellBehaved(call, act);
    });
    const waited = slow.call(second, LOCAL);
    expect([(await stuck).status, (await waited).status]).toEqual([504, 200]);
    await slow.settled();
    expect(await slow.recordsOf(second)).toMatchObject([{ outcome: 'ok' }]);
  } finally {
    await slow.stop();
  }
});
