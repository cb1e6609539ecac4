import { expect } from 'vitest';
import type { Outcome } from '../../../src/ledger/holds.ts';
import type { RawResponse } from '../../support/http-response.ts';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import { readChatStream } from '../../support/sse.ts';
import { errorOf, expectBrokenStream } from '../exits/exit-check.ts';
import { type Question, WHOLE_COST } from './random-provider.ts';
import { type Ended, isSameClass, leaderOf, POOR, type Round } from './sharing-round.ts';

const MAX_REPLAY_PIECES = (bytes: number) => (1024 * 1024) / bytes;
/** What the provider said to one of the students is said to all; the gateway may pause it for a while. */
const PROVIDER_CODES = new Set(['upstream_error', 'upstream_rate_limit', 'upstream_auth_failed']);
/** Their cost is not known exactly. */
const BOUNDS: ReadonlySet<Outcome> = new Set<Outcome>(['upstream_died', 'cancelled', 'abandoned']);

/** Everybody who stayed has a whole answer of a call for this question, or is told why not. */
export function expectAnswers(round: Round, ended: readonly Ended[]): void {
  const whole = new Map<string, Set<string>>();
  for (const { arrival, response } of ended) {
    const question = questionOf(round, arrival.question);
    if (response === 'reset') {
      // A JSON answer whose first bytes had passed: a reset is how a client can see that it is not whole.
      expect(question).toMatchObject({ stream: false, end: 'dies' });
      continue;
    }
    expect(response.body.toString()).not.toContain(UPSTREAM_KEY);
    if (response.status !== 200) expectRefusal(round, arrival.student, question, response);
    else if (question.end === 'dies') expectBrokenStream(response, 'upstream_error');
    else {
      const content = contentOf(response, question);
      const answers = round.provider.runs.filter((run) => run.question === arrival.question && run.isWhole);
      expect(answers.map((run) => run.content.replaceAll(UPSTREAM_KEY, '[hidden]'))).toContain(content);
      const bodies = whole.get(content) ?? new Set();
      whole.set(content, bodies.add(response.body.toString()));
    }
  }
  for (const bodies of whole.values()) expect(bodies.size).toBe(1);
}

function expectRefusal(round: Round, student: number, question: Question, response: RawResponse): void {
  const { code } = errorOf(response);
  if (response.status === 402) {
    expect(student).toBe(POOR);
    return;
  }
  expect([response.status, code, PROVIDER_CODES.has(code)]).toEqual([response.status, code, true]);
  // 401 and 429 pause the provider, for every question.
  const pauses = round.provider.runs.some((run) => ['401', '429'].includes(questionOf(round, run.question).end));
  expect(question.end !== 'whole' || pauses).toBe(true);
}

function contentOf(response: RawResponse, { stream }: Question): string {
  if (!stream) return JSON.parse(response.body.toString()).choices[0].message.content;
  const { done, text } = readChatStream(response.body);
  expect(done).toBe(true);
  return text;
}

/** While a call can be joined, no other is sent for its question in its class. */
export async function expectOneCallAtOnce(round: Round): Promise<void> {
  for (const { beside, pseudonym, question } of round.provider.runs) {
    const leader = await leaderOf(round, pseudonym);
    expect(leader).not.toBe(POOR);
    for (const { run, pieces } of beside) {
      const other = await leaderOf(round, run.pseudonym);
      const hasHungUp = round.arrivals.some((one) => one.student === other && one.question === question && one.hungUp);
      const isTooLarge = pieces > MAX_REPLAY_PIECES(questionOf(round, question).pieceBytes);
      expect([leader, other, hasHungUp || isTooLarge || !isSameClass(leader, other)]).toEqual([leader, other, true]);
    }
  }
}

/** A call that was refused before its hold has no record, any other has one, which its student can read. */
export async function expectRecords(round: Round, ended: readonly Ended[]): Promise<void> {
  const { fixture, students, arrivals } = round;
  const recorded = students.map(() => 0);
  for (const one of ended) {
    const before = recorded[one.arrival.student] ?? 0;
    if (await hasRightRecord(round, one)) recorded[one.arrival.student] = before + 1;
  }
  for (const [at, student] of students.entries()) {
    const more = (await fixture.recordsOf(student)).length - (recorded[at] ?? 0);
    // Who hung up has none where the call had no hold yet.
    expect(more).toBeGreaterThanOrEqual(0);
    expect(more).toBeLessThanOrEqual(arrivals.filter((one) => one.student === at && one.hungUp).length);
  }
}

async function hasRightRecord({ fixture, students }: Round, { arrival, response }: Ended): Promise<boolean> {
  if (response === 'reset') return true;
  const path = `${fixture.app.url}/v1/usage/${response.headers['x-request-id']}`;
  const answer = await fetch(path, { headers: { authorization: `Bearer ${students[arrival.student]?.token}` } });
  if (answer.status === 404) {
    expect(response.status).not.toBe(200);
    return false;
  }
  const { outcome, cost_usd } = (await answer.json()) as { outcome: Outcome; cost_usd: number };
  const isShared = response.headers['x-jigap-shared'] === 'true';
  if (response.status !== 200) expect(['upstream_refused', 'upstream_died', 'shared_lost']).toContain(outcome);
  else if (isWhole(response)) expect([outcome, cost_usd]).toEqual(isShared ? ['shared', 0] : ['ok', WHOLE_COST / 1e9]);
  else expect(outcome).toBe(isShared ? 'shared_lost' : 'upstream_died');
  return true;
}

function isWhole({ headers, body }: RawResponse): boolean {
  return headers['content-type']?.includes('event-stream') === true ? readChatStream(body).done : true;
}

/** The students together pay what the provider bills; more only where its bill cannot be known. */
export async function expectLedger({ fixture, provider, arrivals }: Round): Promise<void> {
  const { holds, resolved } = fixture.ledger;
  const leaders = resolved.filter(({ holdId }) => holds.some(({ id, amount }) => id === holdId && amount > 0));
  const followers = resolved.filter((one) => !leaders.includes(one));
  expect(followers.filter(({ resolution }) => resolution.cost !== 0 || resolution.incident !== null)).toEqual([]);
  const hangUps = arrivals.filter(({ hungUp }) => hungUp).length;
  expect(leaders.length).toBeGreaterThanOrEqual(provider.runs.length);
  expect(leaders.length).toBeLessThanOrEqual(provider.runs.length + hangUps);
  for (const { holdId, resolution } of leaders) {
    const { amount } = holds.find(({ id }) => id === holdId) ?? { amount: Number.NaN };
    expect(resolution.cost).toBeLessThanOrEqual(amount);
    if (['ok', 'hung_up'].includes(resolution.outcome)) expect(resolution.cost).toBe(WHOLE_COST);
  }
  const paid = leaders.reduce((sum, { resolution }) => sum + resolution.cost, 0);
  if (leaders.some(({ resolution }) => BOUNDS.has(resolution.outcome))) {
    expect(paid).toBeGreaterThanOrEqual(provider.billed);
  } else expect(paid).toBe(provider.billed);
  expect(await fixture.moneyOf('wallet')).toEqual({ spent: paid, held: 0 });
}

function questionOf({ questions }: Round, at: number): Question {
  const question = questions[at];
  if (question === undefined) throw new RangeError(`there is no question ${at}`);
  return question;
}
