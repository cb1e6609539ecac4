import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StopCut } from '../../../src/gateway/stop/stop-cut.ts';
import { StopStream } from '../../../src/gateway/stop/stop-stream.ts';
import { parseSse } from '../../support/sse.ts';
import { cutAtStop } from './stop-reference.ts';

// biome-ignore lint/suspicious/noExplicitAny: chunks of several shapes
type Chunk = any;

const ENVELOPE = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };
const DONE = 'data: [DONE]\n\n';
const event = (data: object, end = '\n\n') => `data: ${JSON.stringify(data)}${end}`;
const chunk = (choices: object[], more: object = {}) => ({ ...ENVELOPE, choices, ...more });
const delta = (content: string, index = 0, more: object = {}) => ({
  index,
  delta: { content },
  finish_reason: null,
  ...more,
});
const finish = (reason: string, index = 0) => ({ index, delta: {}, finish_reason: reason });
const token = (text: string) => ({ token: text, logprob: -1, bytes: [...Buffer.from(text)], top_logprobs: [] });

/** The output of a stream that is pushed in so many events at a time. */
function passed(events: readonly string[], stops: readonly string[], atOnce = 1): Chunk[] {
  const stream = new StopStream(stops);
  let out = '';
  for (let at = 0; at < events.length; at += atOnce) {
    out += stream.push(Buffer.from(events.slice(at, at + atOnce).join(''))).toString();
  }
  out += stream.end().toString();
  return parseSse(out).map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)));
}

const choicesOf = (chunks: Chunk[], index = 0): Chunk[] =>
  chunks.flatMap((one) => one.choices ?? []).filter((choice) => choice.index === index);
const textOf = (chunks: Chunk[], index = 0) =>
  choicesOf(chunks, index)
    .map((choice) => choice.delta?.content ?? choice.text ?? '')
    .join('');
const tokensOf = (chunks: Chunk[], index = 0): string =>
  choicesOf(chunks, index)
    .flatMap((choice) => choice.logprobs?.content ?? [])
    .map((one) => one.token)
    .join('');
const reasonsOf = (chunks: Chunk[], index = 0) =>
  choicesOf(chunks, index).flatMap((choice) => choice.finish_reason ?? []);

describe('StopStream', () => {
  const sign = fc.constantFrom('a', 'b', '\n', '가', '😀', '"', '\\');
  const texts = fc.array(fc.string({ unit: sign, maxLength: 5 }), { maxLength: 10 });
  const stops = fc.array(fc.string({ unit: sign, minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

  test('ends each choice before its own stop string, with its tokens, for any pieces', () => {
    const property = fc.property(
      fc.array(texts, { minLength: 1, maxLength: 3 }),
      stops,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('stop', 'length', 'content_filter'),
      fc.boolean(),
      (candidates, strings, atOnce, reason, withTokens) => {
        const rows = Math.max(...candidates.map(({ length }) => length));
        const events: string[] = [];
        for (let row = 0; row < rows; row++) {
          for (const [index, pieces] of candidates.entries()) {
            const piece = pieces[row];
            if (piece === undefined) continue;
            const logprobs = withTokens ? { logprobs: { content: [...piece].map(token), refusal: null } } : {};
            events.push(event(chunk([delta(piece, index, logprobs)])));
          }
        }
        events.push(...candidates.map((_, index) => event(chunk([finish(reason, index)]))), DONE);
        const out = passed(events, strings, atOnce);
        for (const [index, pieces] of candidates.entries()) {
          const expected = cutAtStop(pieces.join(''), strings);
          expect(textOf(out, index)).toBe(expected.text);
          expect(reasonsOf(out, index)).toEqual([expected.stopped ? 'stop' : reason]);
          if (withTokens) expect(tokensOf(out, index)).toBe(expected.text);
        }
        expect(out.at(-1)).toBe('[DONE]');
        expect(out.slice(0, -1).every((one) => one.choices.length > 0)).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 1500 });
  });

  test('gives the same answer as the JSON one', () => {
    fc.assert(
      fc.property(texts, stops, (pieces, strings) => {
        const text = pieces.join('');
        const logprobs = { content: [...text].map(token), refusal: null };
        const choice = { index: 0, message: { role: 'assistant', content: text }, logprobs, finish_reason: 'length' };
        const whole = new StopCut(strings).answer({ choices: [choice], usage: { prompt_tokens: 1 } }) as Chunk;
        const expected = cutAtStop(text, strings);
        expect(whole).toMatchObject({
          usage: { prompt_tokens: 1 },
          choices: [{ message: { content: expected.text }, finish_reason: expected.stopped ? 'stop' : 'length' }],
        });
        expect(tokensOf([whole])).toBe(expected.text);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps the finish_reason of tool calls, and leaves calls and reasoning alone', () => {
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":"STOP"}' } };
    const events = [
      event(
        chunk([
          { index: 0, delta: { role: 'assistant', content: '', reasoning_content: 'STOP' }, finish_reason: null },
        ]),
      ),
      event(chunk([delta('I call STOP now')])),
      event(chunk([{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }])),
      event(chunk([finish('tool_calls')])),
      DONE,
    ];
    const out = passed(events, ['STOP']);
    expect(textOf(out)).toBe('I call ');
    expect(choicesOf(out)).toEqual([
      { index: 0, delta: { role: 'assistant', content: '', reasoning_content: 'STOP' }, finish_reason: null },
      delta('I call '),
      { index: 0, delta: { tool_calls: [call] }, finish_reason: null },
      finish('tool_calls'),
    ]);
  });

  test.each(['\n\n', '\r\n\r\n', '\r\r'])('reads any line end: %j', (end) => {
    const events = [
      event(chunk([delta('one ST')]), end),
      event(chunk([delta('OP two')]), end),
      event(chunk([finish('stop')]), end),
    ];
    expect(textOf(passed(events, ['STOP']))).toBe('one ');
    expect(textOf(passed([events.join('')], ['STOP']))).toBe('one ');
  });

  test('finds a stop string that is written with escapes', () => {
    const escaped = '{"choices":[{"index":0,"delta":{"content":"one \\u0053TO"},"finish_reason":null}]}';
    const events = [`data: ${escaped}\n\n`, event(chunk([delta('P two')])), event(chunk([finish('stop')]))];
    expect(textOf(passed(events, ['STOP']))).toBe('one ');
  });

  test('passes usage, comments and what is no chunk unchanged', () => {
    const usage = event(chunk([], { usage: { prompt_tokens: 1 } }));
    const others = [': keep-alive\n\n', 'data: {"choices":[],  "usage":{}}\n\n', usage, DONE];
    const stream = new StopStream(['x']);
    expect(others.map((one) => stream.push(Buffer.from(one)).toString())).toEqual(others);
  });

  test('sends held text in a chunk before the one that ends the choice, or at the end of the stream', () => {
    const out = passed(
      [event(chunk([delta('one ST')], { usage: null })), event(chunk([finish('length')])), DONE],
      ['STOP'],
    );
    expect(choicesOf(out).map((choice) => choice.delta.content)).toEqual(['one ', 'ST', undefined]);
    expect(textOf(passed([event(chunk([delta('one ST')])), DONE], ['STOP']))).toBe('one ST');
    expect(textOf(passed([event(chunk([delta('one ST')]))], ['STOP']))).toBe('one ST');
  });

  test('keeps a usage beside text that is held back', () => {
    const [first] = passed([event(chunk([delta('ST')], { usage: { prompt_tokens: 1 } }))], ['STOP']);
    expect(first).toMatchObject({ usage: { prompt_tokens: 1 } });
  });

  test('cuts the text and the lists of legacy completions', () => {
    const logprobs = (tokens: string[], from: number) => ({
      tokens,
      token_logprobs: tokens.map(() => -1),
      top_logprobs: null,
      text_offset: tokens.map((_, n) => from + n),
    });
    const choice = (text: string, from: number, reason: string | null = null) => ({
      ...{ index: 0, text, finish_reason: reason },
      logprobs: logprobs([...text], from),
    });
    const out = passed(
      [
        event(chunk([choice('abS', 0)])),
        event(chunk([choice('TOPc', 3)])),
        event(chunk([choice('', 7, 'length')])),
        DONE,
      ],
      ['STOP'],
    );
    expect(textOf(out)).toBe('ab');
    expect(reasonsOf(out)).toEqual(['stop']);
    expect(choicesOf(out)[0].logprobs).toEqual(logprobs(['a', 'b'], 0));
    const whole = new StopCut(['STOP']).answer({ choices: [choice('abSTOPc', 0, 'length')] }) as Chunk;
    expect(whole.choices).toEqual([choice('ab', 0, 'stop')]);
  });

  test('passes the tokens of held text with it, also in a chunk without tokens of its own', () => {
    const logprobs = { content: [token('ST')], refusal: null };
    const events = [
      event(chunk([delta('ST', 0, { logprobs })])),
      event(chunk([delta('x')])),
      event(chunk([finish('stop')])),
      DONE,
    ];
    const out = passed(events, ['STOP']);
    expect([textOf(out), tokensOf(out)]).toEqual(['STx', 'ST']);
  });

  test('takes time linear in the held text', () => {
    const letter = event(chunk([delta('a', 0, { logprobs: { content: [token('a')], refusal: null } })]));
    const stream = new StopStream([`${'a'.repeat(30_000)}b`]);
    const started = process.cpuUsage();
    let out = '';
    for (let n = 0; n < 60_000; n++) out += stream.push(Buffer.from(letter)).toString();
    out += stream.end().toString();
    expect(textOf(parseSse(out).map(({ data }) => JSON.parse(data)))).toBe('a'.repeat(60_000));
    expect(process.cpuUsage(started).user).toBeLessThan(8_000_000);
  });

  test('keeps nothing that comes after a stop string', () => {
    const stream = new StopStream(['STOP']);
    stream.push(Buffer.from(event(chunk([delta('STOP')]))));
    const long = event(
      chunk([delta('x'.repeat(1000), 0, { logprobs: { content: [token('x'.repeat(1000))], refusal: null } })]),
    );
    for (let n = 0; n < 1000; n++) expect(stream.push(Buffer.from(long)).length).toBe(0);
    expect(stream.end().length).toBe(0);
  });
});
