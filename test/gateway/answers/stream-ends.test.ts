import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { STREAM, startAppFixture } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { type Act, FRAMINGS, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { expectBrokenStream, expectExit, HELD_STREAM } from '../exits/exit-check.ts';

const fixture = await startAppFixture({
  env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '1', JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-3.5-turbo-instruct' },
});
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const USAGE = usageOf(10, 5);
const json = (data: unknown) => `data: ${JSON.stringify(data)}`;
const delta = (content: string, more: object = {}) => json({ choices: [{ index: 0, delta: { content } }], ...more });
const finish = (index: number, more: object = {}) =>
  json({ choices: [{ index, delta: {}, finish_reason: 'stop' }], ...more });
const usage = json({ choices: [], usage: USAGE });
const DONE = 'data: [DONE]';
const OK = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5], held: HELD_STREAM } as const;
const LOST = { as: 'settle', cost: HELD_STREAM, outcome: 'upstream_died', incident: 'uncertain' } as const;

const LAST = { type: 'response.completed', response: { usage: { input_tokens: 10, output_tokens: 5 } } };
const typed = (type: string, data: object) => `event: ${type}\n${json({ type, ...data })}`;

interface Kind {
  readonly path: string;
  readonly body: object;
  /** The events of a whole answer, and those of them that reach who did not ask for a usage. */
  readonly events: readonly string[];
  readonly passing: readonly string[];
  /** Nano-USD of 10 and 5 tokens. */
  readonly cost: number;
}

const KINDS: readonly Kind[] = [
  {
    path: '/v1/chat/completions',
    body: STREAM,
    events: [delta('hi'), finish(0), usage, DONE],
    passing: [delta('hi'), finish(0), DONE],
    cost: 12_500,
  },
  {
    path: '/v1/completions',
    body: { model: 'gpt-3.5-turbo-instruct', prompt: 'hi', max_tokens: 10, stream: true },
    events: [json({ choices: [{ index: 0, text: 'hi', finish_reason: 'stop' }] }), usage, DONE],
    passing: [json({ choices: [{ index: 0, text: 'hi', finish_reason: 'stop' }] }), DONE],
    cost: 25_000,
  },
  {
    path: '/v1/responses',
    body: { model: 'gpt-3.5-turbo', input: 'hi', max_output_tokens: 1000, stream: true },
    events: [typed('response.output_text.delta', { delta: 'hi' }), typed(LAST.type, LAST)],
    passing: [typed('response.output_text.delta', { delta: 'hi' }), typed(LAST.type, LAST)],
    cost: 12_500,
  },
];

/** What the provider does with its connection after the last event; none of it ends the body. */
const AFTERWARDS: Readonly<Record<string, (act: Act) => Promise<void> | void>> = {
  'leaves it open': (act) => act.hang(),
  'closes it (FIN)': (act) => act.close(),
  'resets it (RST)': (act) => act.reset(),
  'talks on': async (act) => {
    while (!act.gone) await act.write(`${delta('more')}\n\n`);
  },
};

const streaming =
  (bytes: string, afterwards: (act: Act) => Promise<void> | void): Script =>
  async (_call, act) => {
    act.head(200, { 'content-type': 'text/event-stream' });
    if (bytes !== '') await act.write(bytes);
    await afterwards(act);
  };

/** A body that ends cleanly. */
const whole = (...events: readonly string[]) =>
  streaming(events.map((event) => `${event}\n\n`).join(''), (act) => act.end());

describe.each(KINDS)('a stream of $path', ({ path, body, events, passing, cost }) => {
  for (const framing of FRAMINGS)
    describe(`framed with ${JSON.stringify(framing)}`, framing === FRAMINGS[0] ? {} : LONG_RUN, () => {
      const framed = (list: readonly string[]) =>
        list.map((event) => event.replaceAll('\n', framing.slice(0, framing.length / 2)) + framing).join('');

      test.each(Object.entries(AFTERWARDS))(
        'is over at its last event when the provider then %s',
        async (_name, afterwards) => {
          const student = await fixture.addStudent();
          const response = await fixture.callWith(streaming(framed(events), afterwards), student, body, path);
          expect(response.body.toString()).toBe(framed(passing));
          // Its slot is free: only one call is allowed at once.
          const next = await fixture.callWith(whole(...events), student, body, path);
          expect(next.status).toBe(200);
          expect(await fixture.ledger.resolutionsOf(student.id, 2)).toMatchObject(
            Array(2).fill({ cost, outcome: 'ok' }),
          );
          expect(await fixture.incidentsOf(student)).toEqual([]);
          await (await upstream.called(1)).socketClosed;
        },
      );
    });
});

describe('the upstream connection of a stream', () => {
  test('serves the next call when the body ends soon after the last event', async () => {
    const student = await fixture.addStudent();
    const bytes = [delta('hi'), finish(0), usage, DONE].map((event) => `${event}\n\n`).join('');
    const later = streaming(bytes, async (act) => {
      await act.gate('end');
      act.end();
    });
    expect((await fixture.callWith(later, student, STREAM)).status).toBe(200);
    const { connections } = upstream;
    upstream.open('end');
    await fixture.callWith(whole(usage, DONE), student, STREAM);
    expect(upstream.connections).toBe(connections);
  });
});

describe('a client that closes after the last event', () => {
  test.each(['hangUp', 'reset'] as const)('has not hung up on the call (%s)', async (how) => {
    const student = await fixture.addStudent();
    upstream.next(streaming(`${delta('hi')}\n\n${usage}\n\n${DONE}\n\n`, (act) => act.hang()));
    const client = await fixture.ask(student, STREAM);
    await client.until(DONE);
    client[how]();
    await expectExit(fixture, student, OK);
  });

  test('has not hung up while the provider still has to send its usage', async () => {
    const student = await fixture.addStudent();
    upstream.next(
      streaming(`${delta('hi')}\n\n${DONE}\n\n`, async (act) => {
        await act.gate('usage');
        await act.write(`${usage}\n\n`);
        await act.hang();
      }),
    );
    const client = await fixture.ask(student, STREAM);
    await client.until(DONE);
    client.reset();
    await client.closed;
    upstream.open('usage');
    await expectExit(fixture, student, OK);
  });
});

describe('[DONE] before a usage', () => {
  test('waits a second for the usage, and costs it', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(
      streaming(`${delta('hi')}\n\n${DONE}\n\n${usage}\n\n`, (act) => act.hang()),
      student,
      STREAM,
    );
    expect(response.body.toString()).toBe(`${delta('hi')}\n\n${DONE}\n\n`);
    await expectExit(fixture, student, OK);
  });

  test.each(Object.entries(AFTERWARDS).slice(0, 3))(
    'costs input bound and bytes when none comes and the provider %s, and the answer is whole',
    async (_name, afterwards) => {
      const student = await fixture.addStudent();
      const stream = `${delta('hi')}\n\n${DONE}\n\n`;
      const response = await fixture.callWith(streaming(stream, afterwards), student, STREAM);
      expect(response.body.toString()).toBe(stream);
      const [resolution] = await fixture.ledger.resolutionsOf(student.id);
      expect(resolution).toMatchObject({ as: 'settle', outcome: 'no_usage', incident: 'no_usage' });
      expect(resolution?.cost).toBeLessThan(HELD_STREAM);
    },
  );
});

describe('a body that ends cleanly without [DONE]', () => {
  test.each<[string, object, string[]]>([
    ['with the usage in its last chunk', STREAM, [delta('hi'), finish(0, { usage: USAGE })]],
    [
      'with the usage in a chunk after the last',
      STREAM,
      [delta('hi'), finish(0), json({ choices: [{ index: 0, delta: {} }], usage: USAGE })],
    ],
    ['with an end of each of its choices', { ...STREAM, n: 2 }, [finish(1), delta('hi'), finish(0, { usage: USAGE })]],
    ['with the usage in an event of its own', STREAM, [delta('hi'), usage]],
  ])('is whole %s: costs it, and gets a [DONE] from the gateway', async (_name, body, events) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(whole(...events), student, body);
    const passing = events.filter((event) => event !== usage);
    expect(response.body.toString()).toBe([...passing, DONE].map((event) => `${event}\n\n`).join(''));
    expect(await fixture.recordsOf(student)).toMatchObject([{ cost: 12_500, outcome: 'ok' }]);
    expect(await fixture.incidentsOf(student)).toEqual([]);
  });

  test('is whole when the blank line of its last event is missing', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(
      streaming(`${delta('hi')}\n\n${finish(0, { usage: USAGE })}`, (act) => act.end()),
      student,
      STREAM,
    );
    expect(response.body.toString()).toBe(`${delta('hi')}\n\n${finish(0, { usage: USAGE })}\n\n${DONE}\n\n`);
    await expectExit(fixture, student, OK);
  });

  test.each<[string, object, string[]]>([
    ['before its choice has ended', STREAM, [delta('hi', { usage: USAGE })]],
    ['before all of its choices have ended', { ...STREAM, n: 2 }, [finish(0, { usage: USAGE })]],
    ['without a usage', STREAM, [delta('hi'), finish(0)]],
    ['after a usage that counts the input only', STREAM, [usage]],
    ['after more of an answer than its usage counts', STREAM, [usage, delta('more')]],
  ])('a body that ends cleanly without [DONE] is broken %s: the hold is charged', async (_name, body, events) => {
    const student = await fixture.addStudent();
    expectBrokenStream(await fixture.callWith(whole(...events), student, body), 'upstream_error');
    const [resolution] = await fixture.ledger.resolutionsOf(student.id);
    const [record] = await fixture.recordsOf(student);
    expect(resolution).toMatchObject({ ...LOST, cost: record?.held });
  });
});

describe('a usage in the middle of a stream', () => {
  test.each(['close', 'reset'] as const)('costs the hold when the stream breaks later (%s)', async (how) => {
    const student = await fixture.addStudent();
    const script = streaming(`${usage}\n\n${delta('more')}\n\n`, (act) => act[how]());
    expectBrokenStream(await fixture.callWith(script, student, STREAM), 'upstream_error');
    await expectExit(fixture, student, { ...LOST, held: HELD_STREAM });
  });

  test.each(['close', 'reset'] as const)('costs the hold when the stream breaks there (%s)', async (how) => {
    for (const events of [[usage], [delta('hi'), usage]]) {
      const student = await fixture.addStudent();
      const script = streaming(events.map((event) => `${event}\n\n`).join(''), (act) => act[how]());
      expectBrokenStream(await fixture.callWith(script, student, STREAM), 'upstream_error');
      await expectExit(fixture, student, { ...LOST, held: HELD_STREAM });
    }
  });

  test('adds the bytes that come after it, in a whole answer', async () => {
    const student = await fixture.addStudent();
    await fixture.callWith(whole(usage, delta('more'), DONE), student, STREAM);
    const [resolution] = await fixture.ledger.resolutionsOf(student.id);
    expect(resolution).toMatchObject({ as: 'settle', outcome: 'no_usage', incident: 'no_usage' });
    expect(resolution?.cost).toBeGreaterThan(12_500);
  });

  test('counts when a later one includes it, and when only the end follows', async () => {
    for (const events of [
      [usage, delta('more'), json({ choices: [], usage: usageOf(10, 5) }), DONE],
      [usage, finish(0), DONE],
    ]) {
      const student = await fixture.addStudent();
      await fixture.callWith(whole(...events), student, STREAM);
      await expectExit(fixture, student, OK);
    }
  });
});

describe('a cut connection stays broken', () => {
  test.each(['close', 'reset'] as const)(
    'after the end of every choice (%s) costs the usage that came',
    async (how) => {
      const student = await fixture.addStudent();
      const script = streaming(`${delta('hi')}\n\n${finish(0, { usage: USAGE })}\n\n`, (act) => act[how]());
      expectBrokenStream(await fixture.callWith(script, student, STREAM), 'upstream_error');
      await expectExit(fixture, student, { ...OK, outcome: 'upstream_died' });
    },
  );
});
