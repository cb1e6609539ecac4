import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { type AppFixture, CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import type { RawResponse } from '../../support/http-response.ts';
import type { RawClient } from '../../support/raw-client.ts';
import { type Question, RandomProvider } from './random-provider.ts';

/** Students of a round: four of one class, the last of them without money, and one of another class. */
export const STUDENTS = 5;
export const POOR = 3;
const STRANGER = 4;
const NOTICED_MS = 15;

export type Step =
  | { readonly does: 'arrive'; readonly student: number; readonly question: number; readonly readsLate: boolean }
  | { readonly does: 'hang up' | 'read'; readonly who: number }
  | { readonly does: 'open'; readonly question: number; readonly gate: 'begins' | 'middle' }
  | { readonly does: 'wait' };

/** One call of a student, over a connection of its own. */
export interface Arrival {
  readonly student: number;
  readonly question: number;
  readonly client: RawClient;
  hungUp: boolean;
}

/** How a call ended for a student who stayed; 'reset': the connection broke before the answer was whole. */
export interface Ended {
  readonly arrival: Arrival;
  readonly response: RawResponse | 'reset';
}

/** A class that shares answers, and what became of its calls. */
export interface Round {
  readonly fixture: AppFixture;
  readonly provider: RandomProvider;
  readonly questions: readonly Question[];
  readonly students: readonly TestStudent[];
  readonly arrivals: readonly Arrival[];
}

export async function startRound(mode: 'read' | 'cancel', questions: readonly Question[]): Promise<Round> {
  const fixture = await startAppFixture({ env: { JIGAP_HANG_UP: mode } });
  const { json: other } = await fixture.app.api('POST', '/api/classes', { name: 'Chemistry' });
  for (const id of [fixture.classId, other.id]) {
    await fixture.app.api('PATCH', `/api/classes/${id}`, { shares_answers: true });
  }
  const students: TestStudent[] = [];
  for (let at = 0; at < STRANGER; at++) students.push(await fixture.addStudent(at === POOR ? 0 : 100));
  const { student, token } = await fixture.app.newStudent({ classId: other.id });
  students.push({ id: student.id, token });
  const provider = new RandomProvider(questions);
  fixture.upstream.always(provider.play);
  return { fixture, provider, questions, students, arrivals: [] };
}

/** Plays the steps, and lets every call that is left come to its end. */
export async function play(round: Round, steps: readonly Step[]): Promise<Ended[]> {
  const { fixture, questions, arrivals } = round;
  for (const step of steps) await take(round, step);
  for (const at of questions.keys()) {
    for (const gate of ['begins', 'middle']) fixture.upstream.open(`${at} ${gate}`);
  }
  for (const { client, hungUp } of arrivals) if (!hungUp) client.resume();
  const ended = await Promise.all(arrivals.filter(({ hungUp }) => !hungUp).map(endOf));
  for (const { client } of arrivals) client.hangUp();
  await fixture.callsInFlight(0);
  await fixture.settled();
  return ended;
}

async function take(round: Round, step: Step): Promise<void> {
  const { fixture, arrivals } = round;
  switch (step.does) {
    case 'arrive':
      (arrivals as Arrival[]).push(await arrive(round, step));
      return;
    case 'open':
      fixture.upstream.open(`${step.question} ${step.gate}`);
      return;
    case 'wait':
      await setTimeout(NOTICED_MS);
      return;
    default: {
      const arrival = arrivals[step.who % arrivals.length];
      if (arrival === undefined || arrival.hungUp) return;
      if (step.does === 'read') arrival.client.resume();
      else {
        arrival.hungUp = true;
        arrival.client.reset();
      }
    }
  }
}

async function arrive(
  { fixture, students, questions }: Round,
  { student, question, readsLate }: Extract<Step, { does: 'arrive' }>,
): Promise<Arrival> {
  const asking = students[student];
  const asked = questions[question];
  if (asking === undefined || asked === undefined) throw new RangeError('no such student or question');
  const messages = [{ role: 'user', content: `question ${question}` }];
  const client = await fixture.ask(asking, { ...CHAT, messages, temperature: 0, stream: asked.stream });
  if (readsLate) client.pause();
  return { student, question, client, hungUp: false };
}

async function endOf(arrival: Arrival): Promise<Ended> {
  try {
    return { arrival, response: await arrival.client.response() };
  } catch {
    return { arrival, response: 'reset' };
  }
}

/** The student for whom a call was sent. */
export async function leaderOf({ fixture, students }: Round, pseudonym: string): Promise<number> {
  const { status, json } = await fixture.app.api('GET', `/api/pseudonyms/${pseudonym}`);
  expect(status).toBe(200);
  return students.findIndex(({ id }) => id === json.student_id);
}

export function isSameClass(one: number, other: number): boolean {
  return (one === STRANGER) === (other === STRANGER);
}
