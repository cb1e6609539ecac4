import { describe, expect, onTestFinished, test } from 'vitest';
import { type AppFixture, CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { waitToAskAgain } from '../../support/running-app.ts';
import { requestOf, type Script, usageOf, wellBehaved } from '../../support/scripted-upstream.ts';
import { FREE, type LabFixture, startLabFixture } from '../attempts/lab-fixture.ts';
import { assistant, MODEL, message, respond, user } from '../conversations/conversation-fixture.ts';
import { errorOf, expectSharedBalances } from '../exits/exit-check.ts';

const USAGE = usageOf(10, 5);
const COST = 12_500;

describe('a leader who waits for a slot at a provider with two of them', () => {
  test('takes one slot for all who come meanwhile, also when the owner changes a rule, and has no hold before', async () => {
    const { lab, fixture, ask, freeSlots } = await fullLab(60);
    const clients = [await ask()];
    await slotsAre(fixture, 2, 1);
    clients.push(await ask(), await ask());
    await fixture.callsInFlight(5);
    await slotsAre(fixture, 2, 1);
    expect((await fixture.app.api('GET', '/metrics')).text).toContain('\njigap_open_holds 2\n');
    freeSlots();
    const answers = await Promise.all(clients.map(({ client }) => client.response()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ headers }) => headers['x-jigap-shared'])).toEqual([undefined, 'true', 'true']);
    expect(lab.calls).toHaveLength(3);
    expect(await outcomesOf(fixture, clients)).toEqual([['ok'], ['shared'], ['shared']]);
  });

  test('and hangs up leaves its turn in the queue to the next of them', async () => {
    const { lab, fixture, ask, freeSlots } = await fullLab(60);
    const clients = [await ask()];
    await slotsAre(fixture, 2, 1);
    clients.push(await ask(), await ask());
    await fixture.callsInFlight(5);
    clients[0]?.client.reset();
    await fixture.callsInFlight(4);
    await slotsAre(fixture, 2, 1);
    freeSlots();
    const answers = await Promise.all(clients.slice(1).map(({ client }) => client.response()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(lab.calls).toHaveLength(3);
    const [ofLeader, ...others] = await outcomesOf(fixture, clients);
    expect(ofLeader).toEqual([]);
    expect(others.flat().sort()).toEqual(['ok', 'shared']);
  });

  test('and gets none in time is refused together with them', async () => {
    const { lab, fixture, ask, freeSlots } = await fullLab(1);
    const clients = [await ask(), await ask(), await ask()];
    for (const { client } of clients) {
      const answer = await client.response();
      expect([answer.status, errorOf(answer).code]).toEqual([429, 'provider_full']);
    }
    freeSlots();
    expect(lab.calls).toHaveLength(2);
    expect(await outcomesOf(fixture, clients)).toEqual([[], [], []]);
  });
});

describe.each([false, true])('a shared answer of /v1/responses (stream: %s)', (stream) => {
  test('is the beginning of a conversation for each student who got it, and for nobody else', async () => {
    const fixture = await startSharing();
    const { upstream } = fixture;
    const students = [await fixture.addStudent(), await fixture.addStudent(), await fixture.addStudent()] as const;
    const [leader, follower, stranger] = students;
    const first = { model: MODEL, input: 'one', temperature: 0, stream };
    const answers = await together(fixture, [leader, follower], first, respond([message(1, 'answer 1')], 'resp_1'));
    expect(answers.map(({ headers }) => headers['x-jigap-shared'])).toEqual([undefined, 'true']);
    expect(upstream.calls).toHaveLength(1);

    const next = { ...first, input: 'two', previous_response_id: 'resp_1' };
    const refused = await fixture.call(stranger, next, '/v1/responses');
    expect([refused.status, errorOf(refused).code]).toEqual([400, 'unsupported_parameter']);
    expect(upstream.calls).toHaveLength(1);
    // The follower leads, and what is sent is the same for both: one call again.
    await together(fixture, [follower, leader], next, respond([message(2, 'answer 2')], 'resp_2'));
    expect(upstream.calls).toHaveLength(2);
    expect(upstream.calls[1]?.json).toMatchObject({ input: [user('one'), assistant(1), user('two')] });

    upstream.always(respond([message(3, 'answer 3')], 'resp_3'));
    const own = await fixture.call(follower, { ...next, input: 'three' }, '/v1/responses');
    expect(own.status).toBe(200);
    const onlyTheirs = { ...next, previous_response_id: 'resp_3' };
    expect((await fixture.call(leader, onlyTheirs, '/v1/responses')).status).toBe(400);
    expect((await fixture.call(follower, onlyTheirs, '/v1/responses')).status).toBe(200);
  });
});

for (const mode of ['read', 'cancel'] as const)
  describe(`with JIGAP_HANG_UP=${mode}, a student who reads nothing`, mode === 'read' ? {} : LONG_RUN, () => {
    test.each([
      { who: 'leader', outcomes: [['hung_up'], ['shared']] },
      { who: 'follower', outcomes: [['ok'], ['shared_lost']] },
    ])('is cut off as $who, makes nobody wait, and changes no cost', async ({ who, outcomes }) => {
      const fixture = await startSharing({ JIGAP_HANG_UP: mode });
      fixture.upstream.always(longStream);
      const students = [await fixture.addStudent(), await fixture.addStudent()] as const;
      const body = { ...CHAT, temperature: 0, stream: true };
      const leader = await fixture.ask(students[0], body);
      await fixture.upstream.waitsAt('long');
      const follower = await fixture.ask(students[1], body);
      await fixture.callsInFlight(2);
      const [slow, fast] = who === 'leader' ? [leader, follower] : [follower, leader];
      slow.pause();
      fixture.upstream.open('long');
      const { body: answer } = await fast.response();
      expect(answer.length).toBe(LONG_BYTES);
      expect(answer.subarray(-14).toString()).toBe('data: [DONE]\n\n');
      slow.resume();
      const { received } = await slow.closed;
      expect(received.length).toBeLessThan(LONG_BYTES);
      expect(received.subarray(-1000).toString()).not.toContain('[DONE]');
      const both = [
        { student: students[0], client: leader },
        { student: students[1], client: follower },
      ];
      expect(await outcomesOf(fixture, both)).toEqual(outcomes);
      expect(fixture.upstream.calls).toHaveLength(1);
      expect(await fixture.moneyOf('wallet')).toEqual({ spent: COST, held: 0 });
      await expectSharedBalances(fixture);
    });
  });

interface Asking {
  readonly student: TestStudent;
  readonly client: Awaited<ReturnType<AppFixture['ask']>>;
}

async function startSharing(env: Readonly<Record<string, string>> = {}): Promise<AppFixture> {
  const fixture = await startAppFixture({ env });
  onTestFinished(() => fixture.stop());
  await fixture.app.api('PATCH', `/api/classes/${fixture.classId}`, { shares_answers: true });
  return fixture;
}

/** A server of the lab whose two slots are taken. */
async function fullLab(queueSeconds: number) {
  const fixture = await startLabFixture({
    env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${FREE}` },
    lab: { calls_in_flight: 2, queue_seconds: queueSeconds },
  });
  onTestFinished(() => fixture.stop());
  await fixture.app.api('PATCH', `/api/classes/${fixture.classId}`, { shares_answers: true });
  const { lab } = fixture;
  lab.always(async (call, act) => {
    if (requestOf(call).echo.startsWith('busy')) await act.gate('busy');
    await wellBehaved(call, act);
  });
  const local = { ...CHAT, model: FREE, max_tokens: 100, temperature: 0 };
  for (const content of ['busy 1', 'busy 2']) {
    await fixture.ask(await fixture.addStudent(), { ...local, messages: [{ role: 'user', content }] });
  }
  await lab.called(2);
  const ask = async (): Promise<Asking> => {
    const student = await fixture.addStudent();
    return { student, client: await fixture.ask(student, local) };
  };
  return { lab, fixture, ask, freeSlots: () => lab.open('busy') };
}

async function slotsAre({ app }: LabFixture, taken: number, waiting: number): Promise<void> {
  const lines = [`jigap_provider_slots_taken{provider="lab"} ${taken}`];
  lines.push(`jigap_provider_slots_waiting{provider="lab"} ${waiting}`);
  for (;;) {
    const { text } = await app.api('GET', '/metrics');
    if (lines.every((line) => text.includes(`\n${line}\n`))) return;
    await waitToAskAgain();
  }
}

/** The first of them leads. */
async function together(fixture: AppFixture, students: readonly TestStudent[], body: object, script: Script) {
  const before = fixture.upstream.calls.length;
  fixture.upstream.always(async (call, act) => {
    await act.gate(`answer ${before}`);
    await script(call, act);
  });
  const clients: Asking['client'][] = [];
  for (const student of students) {
    clients.push(await fixture.ask(student, body, '/v1/responses'));
    await fixture.upstream.called(before + 1);
  }
  await fixture.callsInFlight(students.length);
  fixture.upstream.open(`answer ${before}`);
  const answers = [];
  for (const client of clients) answers.push(await client.response());
  expect(answers.map(({ status }) => status)).toEqual(students.map(() => 200));
  for (const client of clients) client.hangUp();
  await fixture.settled();
  return answers;
}

/** Oldest first. */
async function outcomesOf(fixture: AppFixture, asking: readonly Asking[]): Promise<string[][]> {
  await fixture.callsInFlight(0);
  await fixture.settled();
  const records = await Promise.all(asking.map(({ student }) => fixture.recordsOf(student)));
  return records.map((own) => own.toReversed().map(({ outcome }) => outcome));
}

/** More than the buffers on the way, and what a student may be behind. */
const LONG_PIECES = 400;
const PIECE = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(64 * 1024)}"}}]}\n\n`;
const LONG_END = `data: {"choices":[],"usage":${JSON.stringify(USAGE)}}\n\n`;
const LONG_BYTES = LONG_PIECES * PIECE.length + 'data: [DONE]\n\n'.length;

const longStream: Script = async (_call, act) => {
  act.head(200, { 'content-type': 'text/event-stream' });
  await act.gate('long');
  for (let sent = 0; sent < LONG_PIECES; sent++) await act.write(PIECE);
  await act.write(LONG_END);
  await act.write('data: [DONE]\n\n');
  act.end();
};
