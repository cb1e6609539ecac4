import { describe, expect, test } from 'vitest';
import { CHUNK_DIALECT } from '../../../src/endpoints/answers/chunk-stream.ts';
import { EVENT_DIALECT } from '../../../src/endpoints/responses/event-dialect.ts';
import { UsageMeter } from '../../../src/upstream/usage-meter.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { openAiUpstream } from '../../support/openai-upstream.ts';
import { cut } from '../../support/scripted-upstream.ts';
import { ASKS, type Ask, statusOfWords } from './calls.ts';
import { leaksIn, SECRETS, WORDS } from './canaries.ts';
import { answerOf, streamOf, wordsInPieces } from './confessions.ts';
import { startSecrecyFixture } from './secrecy-fixture.ts';

const { key } = SECRETS;
const SAID = `${WORDS.answer} ${key}`;

const upstreamWith = (secret: string) =>
  openAiUpstream({ baseUrl: 'http://127.0.0.1:9', key: secret, timeoutMs: 1000 });

const upstream = upstreamWith(key);

/** As gateway/answers/exchange.ts passes a stream on. */
function passedOn(pieces: readonly Buffer[], path: string): Buffer {
  const meter = new UsageMeter(path === '/v1/responses' ? EVENT_DIALECT : CHUNK_DIALECT, {
    hideUsage: false,
    candidates: 1,
  });
  const passing = pieces.map((piece) => upstream.withoutKey(meter.push(piece)));
  return Buffer.concat([...passing, upstream.withoutKey(meter.end())]);
}

for (const framing of ['\n\n', '\r\n\r\n', '\r\r'])
  describe(
    `the key in a stream whose events end in ${JSON.stringify(framing)}`,
    framing === '\n\n' ? {} : LONG_RUN,
    () => {
      test.each(['/v1/chat/completions', '/v1/responses'])('is cut out, wherever the bytes are cut: %s', (path) => {
        const bytes = Buffer.from(streamOf(path, SAID, framing));
        // Of a comment, nothing is left but that there was one.
        const whole = streamOf(path, `${WORDS.answer} [hidden]`, framing).replace(/^:.*[\r\n]+/, ':\n\n');
        for (let at = 0; at <= bytes.length; at++) {
          const passed = passedOn([bytes.subarray(0, at), bytes.subarray(at)], path).toString();
          expect(passed, `cut at ${at}`).toBe(whole);
        }
        for (const size of [1, 2, 7]) expect(passedOn(cut(bytes, size), path).toString()).toBe(whole);
      });
    },
  );

/** @param every so many bytes of the key are between two places where it is cut */
async function cutsKeyOut(ask: Ask, every: number): Promise<void> {
  const fixture = await startSecrecyFixture();
  const { path, stream } = ask;
  const status = statusOfWords(ask);
  const bytes = Buffer.from(stream ? streamOf(path, SAID) : JSON.stringify(answerOf(path, SAID)));
  const first = bytes.indexOf(key);
  for (let at = first + 1; at < first + key.length; at += every) {
    fixture.app.upstream.always(wordsInPieces(SAID, (all) => [all.subarray(0, at), all.subarray(at)]));
    expect(await fixture.ask(ask)).toBe(status);
  }
  fixture.app.upstream.always(wordsInPieces(SAID, (all) => cut(all, 1)));
  expect(await fixture.ask(ask)).toBe(status);
  await fixture.expectNothingLeaked();
}

for (const ask of ASKS) {
  const title = `the key in an answer is cut out on its way over real sockets: ${ask.name}`;
  test(title, () => cutsKeyOut(ask, 16));
  test(`${title}, cut at every byte`, LONG_RUN, () => cutsKeyOut(ask, 1));
}

test('an answer that consists of keys is filtered in one pass', () => {
  const many = Buffer.from(`"${key.repeat(100_000)}"`);
  const left = upstream.withoutKey(many);
  expect(leaksIn(left, { key })).toEqual([]);
  expect(left).toHaveLength(2 + '[hidden]'.length * 100_000);
});

test('a key with a slash is found in every spelling of JSON', () => {
  const slashed = upstreamWith('aB3/cD4+eF5/gH6"iJ7=');
  for (const text of ['aB3/cD4+eF5/gH6"iJ7=', 'aB3/cD4+eF5/gH6\\"iJ7=', 'aB3\\/cD4+eF5\\/gH6\\"iJ7=']) {
    expect(slashed.withoutKey(Buffer.from(`{"a":"${text}"}`)).toString()).toBe('{"a":"[hidden]"}');
  }
});

test('a key that is a short word is not hidden in texts', () => {
  const local = upstreamWith('ollama');
  expect(local.withoutKey(Buffer.from('ollama runs models')).toString()).toBe('ollama runs models');
});

describe('the text of a provider’s error', () => {
  test.each([
    ['the key', `Incorrect API key provided: ${key}.`],
    ['its ends', 'Incorrect API key provided: sk-proj-****Zq7K.'],
    ['its tail', 'The key ending in Zq7K was deleted'],
    ['its head', 'key sk-proj-Qx7CanaryHead... is unknown'],
    ['the key behind an underscore', `token_${key}`],
    ['the key in an address', `GET /?key=${key}&org=${SECRETS.organization}`],
    ['the key behind a letter', `Bearer${key}`],
    ['the organization', `for organization ${SECRETS.organization} on tokens`],
    ['the project', `(${SECRETS.project})`],
    ['the key in base64', `authorization ${Buffer.from(`Bearer ${key}`).toString('base64')}`],
    ['the key in hexadecimal', Buffer.from(key).toString('hex')],
  ])('are told without %s', (_what, words) => {
    expect(leaksIn(upstream.scrub(words), SECRETS)).toEqual([]);
    expect(upstream.scrub(words)).toContain('[hidden]');
  });

  test.each(['org%2DCanary9Org8Xw7Vu6', 'org\u2010Canary9Org8Xw7Vu6', 'proj%5FCanary5Project4Ts3'])(
    'are told without an id that is spelled another way: %s',
    (id) => {
      expect(upstream.scrub(`of ${id}, do not tell`)).toBe('of [hidden], do not tell');
    },
  );

  test.each(['0123456789abcdef0123456789abcdef', 'AIzaCanary0123456789abcdefg'])(
    'are told without the parts of a key of any other kind: %s',
    (other) => {
      const { scrub } = upstreamWith(other);
      const starred = `${other.slice(0, 6)}${'*'.repeat(9)}${other.slice(-4)}`;
      for (const text of [other, starred, other.slice(0, 12), `...${other.slice(-4)}`, `ends in ${other.slice(-4)}.`]) {
        expect(scrub(`The key ${text} is wrong`)).not.toContain(other.slice(-4));
        expect(scrub(`The key ${text} is wrong`)).not.toContain(other.slice(0, 6));
      }
    },
  );

  test('is unchanged where it has ordinary words', () => {
    const words = "The task-force's risk-free desk-top: 'messages[0].content' must be a string, organization-wide.";
    expect(upstream.scrub(words)).toBe(words);
  });

  test('is scrubbed in linear time', () => {
    const before = cpuMs();
    upstream.scrub('a'.repeat(64 * 1024) + 'sk-'.repeat(20_000) + 'Zq7'.repeat(20_000));
    expect(cpuMs() - before).toBeLessThan(1000);
  });
});
