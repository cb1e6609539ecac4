import Type, { type Static } from 'typebox';
import type { SchoolClass } from '../access/classes.ts';
import { MAX_INSTRUCTION_BYTES } from '../admin/class-calls.ts';
import type { InstructionsCost } from '../admin/instructions-cost.ts';
import { nanoToUsd } from '../ledger/money.ts';
import { orNull } from './schemas.ts';

const LIMITS = {
  requests_per_minute: 'Requests to /v1 by all students of the class together, per minute.',
  calls_in_flight: 'Calls of all students of the class that run at once.',
  student_requests_per_minute: 'Requests of each student per minute.',
  student_calls_in_flight: 'Calls of each student that run at once.',
} as const;

const SWITCHES = {
  falls_back:
    'Where an alias names several models (NAME=A|B), the next one answers when the student’s money for the one before is spent or it cannot be reached. Each is held and paid at its own price.',
  shares_answers:
    'Identical calls that students of the class send at the same moment, with temperature 0 or a seed, get one answer, which the first of them pays.',
  uses_flex:
    'Calls go at the provider’s flex tier where the model has one: half the price, slower, and refused when the provider is busy.',
} as const;

const INSTRUCTIONS = `What is put before each chat and response of the students, who can read it; at most ${MAX_INSTRUCTION_BYTES} bytes of UTF-8. Its tokens are paid with every call.`;

/** How often a class may call, how it is answered, and what is put before its calls: fields of a request. */
export const CALL_FIELDS = {
  requests_per_minute: limitField('requests_per_minute'),
  calls_in_flight: limitField('calls_in_flight'),
  student_requests_per_minute: limitField('student_requests_per_minute'),
  student_calls_in_flight: limitField('student_calls_in_flight'),
  falls_back: switchField('falls_back'),
  shares_answers: switchField('shares_answers'),
  uses_flex: switchField('uses_flex'),
  instructions: Type.Optional(orNull(Type.String({ description: `${INSTRUCTIONS} null: nothing.` }))),
};

/** The same in an answer. */
export const CALL_FIELD_ANSWERS = {
  requests_per_minute: orNull(Type.Integer({ description: LIMITS.requests_per_minute })),
  calls_in_flight: orNull(Type.Integer({ description: LIMITS.calls_in_flight })),
  student_requests_per_minute: orNull(Type.Integer({ description: LIMITS.student_requests_per_minute })),
  student_calls_in_flight: orNull(Type.Integer({ description: LIMITS.student_calls_in_flight })),
  falls_back: Type.Boolean({ description: SWITCHES.falls_back }),
  shares_answers: Type.Boolean({ description: SWITCHES.shares_answers }),
  uses_flex: Type.Boolean({ description: SWITCHES.uses_flex }),
  instructions: orNull(Type.String({ description: INSTRUCTIONS })),
  instructions_max_usd: orNull(
    Type.Number({
      description:
        'What they add to a call at most, at the price of the dearest model that the class may use: every byte may be a token. null: nothing is put before its calls.',
    }),
  ),
};

const BODY = Type.Object(CALL_FIELDS);
type CallFieldsBody = Static<typeof BODY>;

function limitField(name: keyof typeof LIMITS) {
  return Type.Optional(
    orNull(Type.Integer({ description: `${LIMITS[name]} No higher than the server’s limit; null: the server’s.` })),
  );
}

function switchField(name: keyof typeof SWITCHES) {
  return Type.Optional(Type.Boolean({ description: `${SWITCHES[name]} false when absent.` }));
}

export function parseCallFields(body: CallFieldsBody) {
  return {
    requestsPerMinute: body.requests_per_minute,
    callsInFlight: body.calls_in_flight,
    studentRequestsPerMinute: body.student_requests_per_minute,
    studentCallsInFlight: body.student_calls_in_flight,
    fallsBack: body.falls_back,
    sharesAnswers: body.shares_answers,
    usesFlex: body.uses_flex,
    instructions: body.instructions,
  };
}

/** @param cost of the instructions; null: there are none, or no model that takes them */
export function callFieldsJson(schoolClass: SchoolClass, cost: InstructionsCost | null) {
  return {
    requests_per_minute: schoolClass.requestsPerMinute,
    calls_in_flight: schoolClass.callsInFlight,
    student_requests_per_minute: schoolClass.studentRequestsPerMinute,
    student_calls_in_flight: schoolClass.studentCallsInFlight,
    falls_back: schoolClass.fallsBack,
    shares_answers: schoolClass.sharesAnswers,
    uses_flex: schoolClass.usesFlex,
    instructions: schoolClass.instructions,
    instructions_max_usd: cost === null ? null : nanoToUsd(cost.most),
  };
}
