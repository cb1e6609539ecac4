import type { UpstreamCallSeen } from '../../support/upstream-act.ts';
import { requestOf } from '../../support/upstream-scripts.ts';
import { MODEL } from '../crash/killable-gateway.ts';
import { requestBody } from '../crash/numbered-call.ts';

/** One call of one student. The number is told by its output cap, as in the crash suite, and is the student's own. */
export interface SchoolCall {
  /** Of this run, from 0. */
  readonly student: number;
  readonly number: number;
}

/** The same length for each student and number. */
export function bodyOf({ student, number }: SchoolCall, stream: boolean): string {
  const body = JSON.parse(requestBody(number, stream)) as Record<string, unknown>;
  const content = `student ${String(student).padStart(3, '0')}`;
  return JSON.stringify({ ...body, model: MODEL, messages: [{ role: 'user', content }] });
}

/** null: not a call of this run. */
export function studentOf(call: Pick<UpstreamCallSeen, 'json'>): number | null {
  const [, student] = /^student (\d{3})$/.exec(requestOf(call).echo) ?? [];
  return student === undefined ? null : Number(student);
}

export function isStream({ number }: SchoolCall): boolean {
  return number % 2 === 1;
}

export function nameOf({ student, number }: SchoolCall): string {
  return `call ${number} of student ${student}`;
}
