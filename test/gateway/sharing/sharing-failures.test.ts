import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppFixture, CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatJson, errorJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { errorOf, eventsOf, expectBrokenStream, expectSharedBalances } from '../exits/exit-check.ts';

const CELL = { ...CHAT, temperature: 0 };
const STREAM = { ...CELL, stream: true };
const USAGE = usageOf(10, 5);
const COST = 12_500;
const NOTICED_MS = 50;

describe.each(['read', 'cancel'] as const)('with JIGAP_HANG_UP=%s', async (mode) => {
  const fixture = await startSharing({ JIGAP_HANG_UP: mode });
  afterAll(() => fixture.stop());
  beforeEach(() => fixture.upstream.reset());

  test('a leader who hangs up takes the answer from nobody, and pays its real cost', async () => {
    const [leader, follower] = await sharing(fixture, STREAM, slowStream);
    await hangUp(leader);
    fixture.upstream.open('rest');
    const answer = await follower.client.response();
    await fixture.settled();
    expect(eventsOf(answer).at(-1)).toBe('[DONE]');
    expect(answer.body.toString()).toContain('two');
    expect(await outcomesOf(fixture, [leader, follower])).toEqual([
      ['hung_up', COST],
      ['shared', 0],
    ]);
    expect(fixture.upstream.calls).toHaveLength(1);
    await expectSharedBalances(fixture);
  });

  test('a follower who hangs up costs nothing and takes the answer from nobody', async () => {
    const [leader, follower] = await sharing(fixture, STREAM, slowStream);
    follower.client.reset();
    await fixture.callsInFlight(1);
    fixture.upstream.open('rest');
    expect(eventsOf(await leader.client.response()).at(-1)).toBe('[DONE]');
    await fixture.settled();
    expect(await outcomesOf(fixture, [leader, follower])).toEqual([
      ['ok', COST],
      ['shared_lost', 0],
    ]);
    await expectSharedBalances(fixture);
  });

  test('when everybody has hung up, the call ends as that of its leader alone', async () => {
    const [leader, follower] = await sharing(fixture, STREAM, slowStream);
    await hangUp(leader);
    follower.client.reset();
    await fixture.callsInFlight(0);
    const { socketClosed } = await fixture.upstream.called();
    if (mode === 'cancel') await socketClosed;
    fixture.upstream.open('rest');
    await fixture.settled();
    expect(await outcomesOf(fixture, [leader, follower])).toEqual([
      [mode === 'read' ? 'hung_up' : 'cancelled', expect.any(Number)],
      ['shared_lost', 0],
    ]);
    await expectSharedBalances(fixture);
  });
});

describe('when the provider fails', async () => {
  const fixture = await startSharing();
  afterAll(() => fixture.stop());
  beforeEach(() => fixture.upstream.reset());

  test('in the middle of a stream, everybody gets whole events and an error, and the leader pays', async () => {
    const students = await sharing(fixture, STREAM, async (_call, act) => {
      await act.event(chunk('one '));
      await act.gate('rest');
      act.reset();
    });
    fixture.upstream.open('rest');
    const [ofLeader, ofFollower] = [await students[0].client.response(), await students[1].client.response()];
    expectBrokenStream(ofLeader, 'upstream_error');
    expectBrokenStream(ofFollower, 'upstream_error');
    expect(ofLeader.body.toString()).toContain('The call was charged');
    expect(ofFollower.body.toString()).toContain('Nothing was spent');
    await fixture.settled();
    const [leader, follower] = students;
    expect(await outcomesOf(fixture, students)).toEqual([
      ['upstream_died', expect.any(Number)],
      ['shared_lost', 0],
    ]);
    expect(await fixture.incidentsOf(leader.student)).toHaveLength(1);
    expect(await fixture.incidentsOf(follower.student)).toEqual([]);
    await expectSharedBalances(fixture);
  });

  test.each([
    { status: 400, code: null },
    { status: 500, code: 'upstream_error' },
    // Last: it pauses the provider.
    { status: 429, code: 'upstream_rate_limit' },
  ])('with $status, everybody is told so by one call, and nobody pays', async ({ status, code }) => {
    const students = await sharing(fixture, CELL, gated(errorJson(status, null, 'no')));
    fixture.upstream.open('answer');
    for (const { client } of students) expect(errorOf(await client.response()).code).toBe(code);
    await fixture.settled();
    expect(fixture.upstream.calls).toHaveLength(1);
    expect(await outcomesOf(fixture, students)).toEqual([
      ['upstream_refused', 0],
      ['upstream_refused', 0],
    ]);
  });
});

test('one of those who wait leads the next call when the leader’s money does not suffice', async () => {
  const fixture = await startSharing();
  const poor = await fixture.addStudent(0);
  const rich = await Promise.all([1, 2, 3].map(() => fixture.addStudent()));
  fixture.upstream.always(gated(chatJson({ usage: USAGE })));
  const clients = await Promise.all([poor, ...rich].map((student) => fixture.ask(student, CELL)));
  await fixture.upstream.waitsAt('answer');
  fixture.upstream.open('answer');
  const statuses = [];
  for (const client of clients) statuses.push((await client.response()).status);
  await fixture.settled();
  expect(statuses.slice(1)).toEqual([200, 200, 200]);
  expect(fixture.upstream.calls).toHaveLength(1);
  await fixture.stop();
});

test('an answer that is cut to the leader’s money is nobody else’s', async () => {
  const fixture = await startSharing();
  const { max_tokens: _none, ...uncapped } = CELL;
  // Enough for some of the default cap alone.
  const poor = await fixture.addStudent(0.001);
  const rich = await fixture.addStudent();
  fixture.upstream.always(gated(chatJson({ usage: USAGE })));
  const first = await fixture.ask(poor, uncapped);
  await fixture.upstream.waitsAt('answer');
  const second = await fixture.ask(rich, uncapped);
  await fixture.upstream.called(2);
  fixture.upstream.open('answer');
  const answers = [await first.response(), await second.response()];
  expect(answers.map(({ headers }) => headers['x-jigap-max-tokens'] !== undefined)).toEqual([true, false]);
  expect(answers.map(({ headers }) => headers['x-jigap-shared'])).toEqual([undefined, undefined]);
  await fixture.stop();
});

async function startSharing(env: Readonly<Record<string, string>> = {}): Promise<AppFixture> {
  const fixture = await startAppFixture({ env });
  await fixture.app.api('PATCH', `/api/classes/${fixture.classId}`, { shares_answers: true });
  return fixture;
}

interface Sharing {
  readonly student: TestStudent;
  readonly client: Awaited<ReturnType<AppFixture['ask']>>;
}

/** The leader, and a follower who came while the provider worked. */
async function sharing(fixture: AppFixture, body: unknown, script: Script): Promise<[Sharing, Sharing]> {
  fixture.upstream.always(script);
  const first = await fixture.addStudent();
  const leader = { student: first, client: await fixture.ask(first, body) };
  await fixture.upstream.called();
  const second = await fixture.addStudent();
  const follower = { student: second, client: await fixture.ask(second, body) };
  await fixture.callsInFlight(2);
  // In a stream, both have begun to get it.
  if (script === slowStream) for (const { client } of [leader, follower]) await client.until('one ');
  return [leader, follower];
}

/** While others wait, nothing outside of the gateway shows that it has noticed. */
async function hangUp({ client }: Sharing): Promise<void> {
  client.reset();
  await client.closed;
  await setTimeout(NOTICED_MS);
}

async function outcomesOf(fixture: AppFixture, students: readonly Sharing[]): Promise<[string, number][]> {
  const records = await Promise.all(students.map(({ student }) => fixture.recordsOf(student)));
  return records.flat().map(({ outcome, cost }) => [outcome, cost]);
}

const slowStream: Script = async (_call, act) => {
  await act.event(chunk('one '));
  await act.gate('rest');
  await act.event(chunk('two', 'stop'));
  await act.usageChunk(USAGE);
  await act.done();
};

function gated(script: Script): Script {
  return async (call, act) => {
    await act.gate('answer');
    await script(call, act);
  };
}

function chunk(content: string, finish: string | null = null) {
  const choices = [{ index: 0, delta: { content }, finish_reason: finish }];
  return { id: 'c', object: 'chat.completion.chunk', created: 1, choices };
}
