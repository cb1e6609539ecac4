import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { IncidentKind } from '../../../src/ledger/holds.ts';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import {
  errorOf,
  eventsOf,
  expectBrokenStream,
  expectExit,
  HELD_JSON,
  HELD_STREAM,
  INPUT_JSON,
  INPUT_STREAM,
} from './exit-check.ts';

/** Some of these providers bill absurd sums, which the shared budgets must survive. */
const fixture = await startAppFixture({ walletUsd: 900_000, classUsd: 900_000 });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

/** 22 bytes, the usage, 1 byte. */
const jsonSaying = (usage: string) => `{"choices":[],"usage":${usage}}`;
/** 58 bytes. */
const PIECE = 'data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n';
/** 28 bytes, the usage, 3 bytes. */
const usageEvent = (usage: string) => `data: ${jsonSaying(usage)}\n\n`;
const END = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
/** 14 bytes. */
const DONE = 'data: [DONE]\n\n';

const streaming =
  (...events: string[]): Script =>
  async (_call, act) => {
    act.head(200, { 'content-type': 'text/event-stream' });
    for (const event of events) await act.write(event);
    act.end();
  };
const json =
  (text: string): Script =>
  (_call, act) =>
    act.json(200, text);

const TEN_AND_FIVE = '{"prompt_tokens":10,"completion_tokens":5}';
const ABSURD = '{"prompt_tokens":1e300,"completion_tokens":1e300}';

describe('an answer that ends costs the usage that it reports', () => {
  const BELIEVED: [string, string, number, number, number, IncidentKind | null][] = [
    ['as it should', TEN_AND_FIVE, 10, 5, 12_500, null],
    ['nothing but input', '{"prompt_tokens":10,"completion_tokens":0}', 10, 0, 5_000, null],
    ['under the newer names', '{"input_tokens":10,"output_tokens":5}', 10, 5, 12_500, null],
    [
      'more cached input than there is: all at the full price',
      '{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":1000}}',
      ...([10, 5, 12_500, null] as const),
    ],
    ['above the hold: in full', '{"prompt_tokens":10,"completion_tokens":2000}', 10, 2_000, 3_005_000, 'overrun'],
    [
      'as much as the window holds: in full',
      '{"prompt_tokens":16385,"completion_tokens":16385}',
      ...([16_385, 16_385, 32_770_000, 'overrun'] as const),
    ],
    [
      'thinking that only the total counts: as output',
      '{"prompt_tokens":10,"completion_tokens":5,"total_tokens":510}',
      ...([10, 500, 755_000, null] as const),
    ],
  ];

  test.each(BELIEVED)('%s', async (_name, usage, inputTokens, outputTokens, cost, incident) => {
    const exit = { as: 'settle', cost, outcome: 'ok', incident, tokens: [inputTokens, outputTokens] } as const;
    const one = await fixture.addStudent();
    const whole = await fixture.callWith(json(jsonSaying(usage)), one, CHAT);
    expect([whole.status, whole.body.toString()]).toEqual([200, jsonSaying(usage)]);
    await expectExit(fixture, one, { ...exit, held: HELD_JSON });

    const other = await fixture.addStudent();
    const stream = await fixture.callWith(streaming(PIECE, usageEvent(usage), DONE), other, STREAM);
    expect(stream.body.toString()).toBe(PIECE + DONE);
    await expectExit(fixture, other, { ...exit, held: HELD_STREAM });
  });

  test.each([
    ['null', 'null', 4],
    ['empty', '{}', 2],
    ['a text', '"ten tokens"', 12],
    ['a list', '[10,5,15]', 9],
    ['zero', '{"prompt_tokens":0,"completion_tokens":0}', 41],
    ['texts for numbers', '{"prompt_tokens":"10","completion_tokens":"5"}', 46],
    ['negative', '{"prompt_tokens":-10,"completion_tokens":-5}', 44],
    ['a negative half', '{"prompt_tokens":10,"completion_tokens":-5}', 43],
    ['fractions', '{"prompt_tokens":10.5,"completion_tokens":4.5}', 46],
    ['absurdly large', ABSURD, 49],
    ['one side only', '{"prompt_tokens":10}', 20],
  ])('%s: not believed; costs input bound and bytes received', async (_name, usage, bytes) => {
    const exit = { as: 'settle', outcome: 'no_usage', incident: 'no_usage' } as const;
    const one = await fixture.addStudent();
    expect((await fixture.callWith(json(`{"choices":[{}],"usage":${usage}}`), one, CHAT)).status).toBe(200);
    await expectExit(fixture, one, { ...exit, cost: INPUT_JSON + (25 + bytes) * 1_500, held: HELD_JSON });

    const other = await fixture.addStudent();
    const stream = await fixture.callWith(streaming(PIECE, usageEvent(usage), DONE), other, STREAM);
    expect(stream.body.toString()).toBe(PIECE + DONE);
    await expectExit(fixture, other, {
      ...exit,
      cost: INPUT_STREAM + (58 + 31 + bytes + 14) * 1_500,
      held: HELD_STREAM,
    });
  });

  test.each([
    ['more input than the window holds', '{"prompt_tokens":16386,"completion_tokens":5}'],
    ['more output than the window holds', '{"prompt_tokens":10,"completion_tokens":16386}'],
    ['so much thinking', '{"prompt_tokens":10,"completion_tokens":5,"total_tokens":16400}'],
    ['billions in the total too', '{"prompt_tokens":10,"completion_tokens":2147483648,"total_tokens":2147483658}'],
    ['billions', '{"prompt_tokens":2147483648,"completion_tokens":2147483648}'],
  ])('%s: impossible; costs the whole hold, and raises an incident', async (_name, usage) => {
    const exit = { as: 'settle', outcome: 'no_usage', incident: 'impossible_usage' } as const;
    const one = await fixture.addStudent();
    expect((await fixture.callWith(json(jsonSaying(usage)), one, CHAT)).status).toBe(200);
    await expectExit(fixture, one, { ...exit, cost: HELD_JSON, held: HELD_JSON });
    const other = await fixture.addStudent();
    const stream = await fixture.callWith(streaming(PIECE, usageEvent(usage), DONE), other, STREAM);
    expect(stream.body.toString()).toBe(PIECE + DONE);
    await expectExit(fixture, other, { ...exit, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test('no usage of a long answer: never costs more than the hold', async () => {
    const exit = { as: 'settle', outcome: 'no_usage', incident: 'no_usage' } as const;
    const long = 'x'.repeat(2_000);
    const one = await fixture.addStudent();
    await fixture.callWith(json(`{"choices":["${long}"]}`), one, CHAT);
    await expectExit(fixture, one, { ...exit, cost: HELD_JSON, held: HELD_JSON });
    const other = await fixture.addStudent();
    await fixture.callWith(streaming(`data: {"choices":["${long}"]}\n\n`, DONE), other, STREAM);
    await expectExit(fixture, other, { ...exit, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test('a dearer service tier than requested: costs the dearest, and raises an incident', async () => {
    const tier = '"service_tier":"priority"';
    const exit = { as: 'settle', cost: 31_250, outcome: 'ok', incident: 'price_tier', tokens: [10, 5] } as const;
    const one = await fixture.addStudent();
    await fixture.callWith(json(`{"choices":[],${tier},"usage":${TEN_AND_FIVE}}`), one, CHAT);
    await expectExit(fixture, one, { ...exit, held: HELD_JSON });
    const other = await fixture.addStudent();
    const events = [PIECE, `data: {"choices":[],${tier},"usage":${TEN_AND_FIVE}}\n\n`, DONE];
    await fixture.callWith(streaming(...events), other, STREAM);
    await expectExit(fixture, other, { ...exit, held: HELD_STREAM });
  });
});

describe('a stream', () => {
  const MORE = '{"prompt_tokens":10,"completion_tokens":7}';

  test.each([
    ['twice, the higher one last', TEN_AND_FIVE, MORE],
    ['twice, the lower one last', MORE, TEN_AND_FIVE],
    ['twice, the last one negative', MORE, '{"prompt_tokens":-10,"completion_tokens":-7}'],
    ['twice, the last one absurd', MORE, ABSURD],
  ])('that reports its usage %s costs the higher one', async (_name, first, second) => {
    const student = await fixture.addStudent();
    const stream = await fixture.callWith(
      streaming(PIECE, usageEvent(first), usageEvent(second), DONE),
      student,
      STREAM,
    );
    expect(stream.body.toString()).toBe(PIECE + DONE);
    const exit = { as: 'settle', cost: 15_500, outcome: 'ok', incident: null, tokens: [10, 7] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('that ends with its usage but without [DONE] costs its usage, and gets a [DONE] from the gateway', async () => {
    const student = await fixture.addStudent();
    const stream = await fixture.callWith(streaming(PIECE, usageEvent(TEN_AND_FIVE)), student, STREAM);
    expect(stream.body.toString()).toBe(PIECE + DONE);
    const exit = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  const DIED: [string, string[]][] = [
    ['without usage and without [DONE]', [PIECE]],
    ['in the middle of an event', [PIECE, PIECE.slice(0, 40)]],
    ['after nothing at all', []],
    ['after a model that only said [DONE]', ['data: {"choices":[{"index":0,"delta":{"content":"data: [DONE]"}}]}\n\n']],
    ['in an error event', [PIECE, 'data: {"error":{"message":"sk-secret is out of money","code":"x"}}\n\n', DONE]],
  ];

  test.each(DIED)('that ends %s costs the full hold, and is no whole answer', async (_name, events) => {
    const student = await fixture.addStudent();
    const stream = await fixture.callWith(streaming(...events), student, STREAM);
    expectBrokenStream(stream, 'upstream_error');
    expect(eventsOf(stream)).toHaveLength(1 + events.filter((event) => /^data: \{"choices".*\n\n$/.test(event)).length);
    expect(stream.body.toString()).not.toContain('sk-secret');
    const exit = { as: 'settle', cost: HELD_STREAM, outcome: 'upstream_died', incident: 'uncertain' } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('that ends in an error event after its usage costs that usage', async () => {
    const student = await fixture.addStudent();
    const events = [PIECE, END, usageEvent(TEN_AND_FIVE), 'data: {"error":{"message":"late","code":null}}\n\n'];
    expectBrokenStream(await fixture.callWith(streaming(...events), student, STREAM), 'upstream_error');
    const exit = { as: 'settle', cost: 12_500, outcome: 'upstream_died', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('that ends in an error event behind a usage in the middle costs the full hold', async () => {
    const student = await fixture.addStudent();
    const events = [PIECE, usageEvent(TEN_AND_FIVE), 'data: {"error":{"message":"late","code":null}}\n\n'];
    expectBrokenStream(await fixture.callWith(streaming(...events), student, STREAM), 'upstream_error');
    const exit = { as: 'settle', cost: HELD_STREAM, outcome: 'upstream_died', incident: 'uncertain' } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('that is answered with JSON is settled by it, and sent as a stream', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(json(jsonSaying(TEN_AND_FIVE)), student, STREAM);
    expect([response.status, response.body.toString()]).toEqual([200, DONE]);
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8' });
    const exit = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });
});

describe('a success without an answer: the whole hold, uncertain, not passed on', () => {
  const NO_ANSWERS: [string, Script][] = [
    ['a web page', (_call, act) => act.json(200, '<!doctype html>', { 'content-type': 'text/html' })],
    ['half of a JSON text', (_call, act) => act.json(200, '{"choices":[{"index"')],
    ['JSON that is no object', (_call, act) => act.json(200, '[]')],
    ['nothing', (_call, act) => act.json(200, '')],
    ['a stream that was not requested', streaming(PIECE, DONE)],
    ['an error under a 200', (_call, act) => act.json(200, '{"error":{"message":"sk-secret"}}')],
  ];

  test.each(NO_ANSWERS)('%s', async (_name, script) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(script, student, CHAT);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    expect(response.body.toString()).not.toContain('sk-secret');
    expect(response.headers['x-should-retry']).toBe('false');
    const exit = { as: 'settle', outcome: 'upstream_died', incident: 'uncertain' } as const;
    await expectExit(fixture, student, { ...exit, cost: HELD_JSON, held: HELD_JSON });
  });

  test('an error with a usage costs that usage', async () => {
    const student = await fixture.addStudent();
    const answer = `{"error":{"message":"no"},"usage":${TEN_AND_FIVE}}`;
    expect((await fixture.callWith(json(answer), student, CHAT)).status).toBe(502);
    const exit = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_JSON });
  });
});
