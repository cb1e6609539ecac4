import { describe, expect, test } from 'vitest';
import type { Exit } from '../../src/ledger/exits.ts';
import { exitOfStatus, MAX_PROMPT_REFUSAL_MS } from '../../src/ledger/status-exit.ts';

const REFUSED: Exit = { kind: 'refused' };
const TIMEOUT: Exit = { kind: 'broken', by: 'timeout', usage: null };
const LOST: Exit = { kind: 'broken', by: 'upstream', usage: null };

const OWN = { error: { message: 'The server had an error', type: 'server_error', param: null, code: null } };
/** Bodies that are no error object of a model server. */
const STRANGE: readonly unknown[] = [
  ...[undefined, null, 0, 'Bad gateway', [], [OWN], {}, { error: null }, { error: 'no' }, { error: {} }],
  ...[{ error: { message: 1 } }, { message: 'no' }, { detail: 'no' }, { object: 'list', message: 'no' }],
];
const PROMPT = MAX_PROMPT_REFUSAL_MS - 1;
const SLOW = MAX_PROMPT_REFUSAL_MS;

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

function exits(statuses: readonly number[], waits: readonly number[], bodies: readonly unknown[]): Exit[] {
  return statuses.flatMap((status) =>
    waits.flatMap((waitedMs) => bodies.map((json) => exitOfStatus({ status, waitedMs, json }))),
  );
}

describe('exitOfStatus', () => {
  test('returns a refusal for a status about the request, however late and with any body', () => {
    const statuses = [...range(300, 499).filter((status) => ![408, 460, 499].includes(status)), 501];
    const seen = exits(statuses, [0, 600_000], [OWN, ...STRANGE]);
    expect(seen).toEqual(seen.map(() => REFUSED));
  });

  test('returns a time-out when a proxy stopped waiting, however soon and with any body', () => {
    const seen = exits([408, 460, 499, 504, 522, 524, 598, 599], [0, 600_000], [OWN, ...STRANGE]);
    expect(seen).toEqual(seen.map(() => TIMEOUT));
  });

  test('returns a lost call when a proxy lost the server, however soon and with any body', () => {
    const seen = exits([520, 521, 523, 525, 526, 527, 528], [0, 600_000], [OWN, ...STRANGE]);
    expect(seen).toEqual(seen.map(() => LOST));
  });

  test('returns a refusal for the provider’s own error object, however late', () => {
    const vllm = { object: 'error', message: 'no', type: 'InternalServerError', param: null, code: 500 };
    const seen = exits([500, 503, ...range(505, 511), 529], [0, 600_000], [OWN, vllm]);
    expect(seen).toEqual(seen.map(() => REFUSED));
  });

  test('returns a refusal at once, and later a lost call, when the body says nothing', () => {
    const statuses = [500, 502, 503, ...range(505, 511), 529];
    const prompt = exits(statuses, [0, PROMPT], STRANGE);
    expect(prompt).toEqual(prompt.map(() => REFUSED));
    const slow = exits(statuses, [SLOW, 600_000], STRANGE);
    expect(slow).toEqual(slow.map(() => LOST));
  });

  test('returns a lost call for a late 502, with an error object, too', () => {
    expect(exits([502], [0, PROMPT, SLOW, 600_000], [OWN])).toEqual([REFUSED, REFUSED, LOST, LOST]);
  });

  test('returns a time-out when the error object says so under another status', () => {
    const saying = ['timeout', 'request_timeout', 'Timeout', 'upstream timed out', 'time-out', 'DEADLINE_EXCEEDED'];
    const bodies = saying.flatMap((text) => [
      { error: { message: 'no', type: text, code: null } },
      { error: { message: 'no', type: 'server_error', code: text } },
      { error: { message: `The request failed: ${text}.`, type: 'server_error', code: null } },
    ]);
    const seen = exits([500, 502, 503, 505, 529, 530, 600], [0, 600_000], bodies);
    expect(seen).toEqual(seen.map(() => TIMEOUT));
  });

  test('returns a lost call for an unknown status without the provider’s own error object', () => {
    const statuses = [...range(512, 519), ...range(530, 597), ...range(600, 999)];
    const unsaid = exits(statuses, [0, 600_000], STRANGE);
    expect(unsaid).toEqual(unsaid.map(() => LOST));
    const found = exits(statuses, [0, 600_000], [OWN]);
    expect(found).toEqual(found.map(() => REFUSED));
  });
});
