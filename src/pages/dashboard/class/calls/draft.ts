import type { CallLimits } from '../../../../access/call-limits.ts';
import type { CallSwitches } from '../../../../access/call-switches.ts';
import type { SchoolClass } from '../../../../access/classes.ts';
import type { Form } from '../../../web/forms.ts';
import { fieldsNamed } from '../../form-errors/form-errors.ts';

/** The texts in the fields of the form, valid or not. */
export interface CallsDraft {
  readonly limits: { readonly [Name in keyof CallLimits]: string };
  readonly switches: CallSwitches;
  readonly instructions: string;
}

const FIELDS = {
  studentRequestsPerMinute: 'student_requests_per_minute',
  studentCallsInFlight: 'student_calls_in_flight',
  requestsPerMinute: 'requests_per_minute',
  callsInFlight: 'calls_in_flight',
} as const satisfies Record<keyof CallLimits, string>;

export const SWITCH_FIELDS = {
  fallsBack: 'falls_back',
  sharesAnswers: 'shares_answers',
  usesFlex: 'uses_flex',
} as const satisfies Record<keyof CallSwitches, string>;

/** The form field of each limit and of the instructions. */
export const callsFieldAt = fieldsNamed({ ...FIELDS, instructions: 'instructions' });

function eachLimit<Value>(read: (name: keyof CallLimits) => Value): { readonly [Name in keyof CallLimits]: Value } {
  return {
    studentRequestsPerMinute: read('studentRequestsPerMinute'),
    studentCallsInFlight: read('studentCallsInFlight'),
    requestsPerMinute: read('requestsPerMinute'),
    callsInFlight: read('callsInFlight'),
  };
}

function eachSwitch(read: (name: keyof CallSwitches) => boolean): CallSwitches {
  return { fallsBack: read('fallsBack'), sharesAnswers: read('sharesAnswers'), usesFlex: read('usesFlex') };
}

export function callsDraftOf(schoolClass: SchoolClass): CallsDraft {
  const { instructions } = schoolClass;
  return {
    limits: eachLimit((name) => String(schoolClass[name] ?? '')),
    switches: eachSwitch((name) => schoolClass[name]),
    instructions: instructions ?? '',
  };
}

export function callsDraftFrom(form: Form): CallsDraft {
  return {
    limits: eachLimit((name) => form.text(FIELDS[name])),
    switches: eachSwitch((name) => form.text(SWITCH_FIELDS[name]) !== ''),
    instructions: form.text('instructions'),
  };
}

/** What the rules check: NaN for what is no whole number. */
export function callFieldsFrom({ limits, switches, instructions }: CallsDraft) {
  return { ...eachLimit((name) => parseCount(limits[name])), ...switches, instructions };
}

function parseCount(text: string): number | null {
  const digits = text.trim();
  if (digits === '') return null;
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
}
