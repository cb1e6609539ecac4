import { expect } from 'vitest';
import type { IncidentKind, Outcome } from '../../../src/ledger/holds.ts';
import type { AppFixture, TestStudent } from '../../support/app-fixture.ts';
import type { RawResponse } from '../../support/http-response.ts';
import { parseSse } from '../../support/sse.ts';

/** gpt-3.5-turbo costs 500 nano-USD an input token and 1,500 an output token: (250 + 64) x 500 + 1,000 x 1,500. */
export const HELD_JSON = 1_657_000;
/** (289 + 64) x 500 + 1,000 x 1,500. */
export const HELD_STREAM = 1_676_500;
/** What the input may cost at most: the part of a bound that is there before the first byte of an answer. */
export const INPUT_JSON = 157_000;
export const INPUT_STREAM = 176_500;

export interface ExpectedExit {
  readonly as: 'settle' | 'release';
  /** Nano-USD. */
  readonly cost: number;
  readonly outcome: Outcome;
  readonly incident: IncidentKind | null;
  /** Input and output tokens, where they are known. */
  readonly tokens?: readonly [number, number];
  readonly held: number;
  /** That a budget of images counts. */
  readonly images?: number;
}

/** Expects of a student's only call: one resolution, one record, the incident or none, and the right balances. */
export async function expectExit(fixture: AppFixture, student: TestStudent, exit: ExpectedExit): Promise<void> {
  const { as, cost, outcome, incident, held, images = 0, tokens: [inputTokens, outputTokens] = [0, 0] } = exit;
  const known = as === 'release' ? 0 : exit.tokens && inputTokens + outputTokens;
  const quantities = { tokens: known ?? expect.any(Number), calls: as === 'release' ? 0 : 1, images };
  expect(await fixture.ledger.resolutionsOf(student.id)).toEqual([
    { as, cost, quantities, outcome, incident, usage: expect.objectContaining({ inputTokens, outputTokens }) },
  ]);
  expect(await fixture.recordsOf(student)).toMatchObject([{ cost, held, outcome, inputTokens, outputTokens }]);
  const seen = (await fixture.incidentsOf(student)).map(({ kind, charged, refunded }) => ({ kind, charged, refunded }));
  expect(seen).toEqual(incident === null ? [] : [{ kind: incident, charged: cost, refunded: 0 }]);
  expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: cost, held: 0 });
  await expectSharedBalances(fixture);
}

/** Expects that the wallet and the class have paid for every call once, and hold nothing. */
export async function expectSharedBalances(fixture: AppFixture): Promise<void> {
  const spent = fixture.ledger.resolved.reduce((sum, { resolution }) => sum + resolution.cost, 0);
  expect(await fixture.moneyOf('wallet')).toEqual({ spent, held: 0 });
  expect(await fixture.moneyOf('class')).toEqual({ spent, held: 0 });
}

export function errorOf(response: Pick<RawResponse, 'body'>): { readonly code: string; readonly message: string } {
  return JSON.parse(response.body.toString()).error;
}

/** The data of every event; JSON where it is. */
export function eventsOf(response: Pick<RawResponse, 'body'>): unknown[] {
  return parseSse(response.body).map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)));
}

/** Expects of a stream that broke: whole events, then one error, and no [DONE]. */
export function expectBrokenStream(response: RawResponse, code: string): void {
  const events = eventsOf(response);
  expect(response.status).toBe(200);
  expect(events).not.toContain('[DONE]');
  expect(events.slice(0, -1).filter((event) => JSON.stringify(event).includes('"error"'))).toEqual([]);
  expect(events.at(-1)).toEqual({ error: { message: expect.any(String), type: 'server_error', param: null, code } });
}
