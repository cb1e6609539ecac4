import { readerIn } from '../../../src/access/owner-titles.ts';
import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import type { Call } from '../../../src/gateway/call.ts';
import { type PreparedCall, prepare } from '../../../src/gateway/prepare.ts';
import { Refusal } from '../../../src/gateway/refusals/refusal.ts';
import type { ImageTokens, Model } from '../../../src/ledger/prices.ts';
import { RENDERING_FRAME_TOKENS } from '../../../src/ledger/rendered-tokens.ts';
import { Slot } from '../../../src/limits/calls-in-flight.ts';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { schoolClassWith } from '../../support/school-class.ts';
import type { Request } from './first-requests.ts';

/** What the gateway makes of a request. */
export interface BoundedInput {
  /** The body that is really sent. */
  readonly sent: JsonObject;
  /**
   * Without the slack, what is said around schemas, and the bytes of what the gateway adds itself: they would hide a
   * fault in a small body.
   */
  readonly bound: number;
  /** The bound of the first releases, without the same. */
  readonly bytes: number;
}

/** Of the model of these tests. */
export const IMAGE_TOKENS: ImageTokens = { low: 7, high: 1009, source: 'this test' };

/** A window that is never in the way. */
const MODEL: Model = {
  id: 'm',
  snapshots: [],
  endpoints: ['chat', 'responses', 'completions', 'embeddings'],
  inputs: ['text', 'image'],
  imageTokens: IMAGE_TOKENS,
  contextWindow: 1e9,
  maxOutput: 5000,
  defaultMaxOutput: 700,
  reasoning: false,
  provider: 'openai',
  shutdownDate: null,
  prices: [{ from: '2026-01-01', input: 1, cachedInput: 1, cacheWrite: 1, output: 1000, source: 'this test' }],
};

const DEPS = {
  policy: () => ({ catalogue: new Map([['m', MODEL]]), allowed: ['m'], aliases: new Map() }),
  inputSlackTokens: 0,
  lowestCap: 1,
  maxBodyBytes: 1_048_576,
  now: () => 0,
  wantsOpenAiFields: () => true,
  pseudonymOf: () => 'p',
};

const CALL: Call = {
  id: 'c',
  accessRevision: 0,
  caller: {
    token: {
      id: 1,
      studentId: 1,
      prefix: 'p',
      label: null,
      createdAt: 0,
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    },
    student: {
      id: 1,
      classId: null,
      name: 's',
      studentNumber: null,
      email: null,
      note: null,
      suspendedAt: null,
      createdAt: 0,
    },
    schoolClass: null,
    rules: [],
    timeZone: 'UTC',
  },
  reader: readerIn('en', null),
  slot: new Slot(() => {}),
  startedAt: 0,
};

function hasSchemas({
  tools,
  functions,
  tool_choice: choice,
  function_call: call,
  response_format: format,
  text,
}: JsonObject) {
  return [tools, functions, choice, call, format, text].some((value) => typeof value === 'object');
}

/** null for a body that is refused: it costs nothing. */
export function prepareBody(
  endpoint: Endpoint,
  body: JsonObject,
  instructions: string | null = null,
): PreparedCall | null {
  const caller = { ...CALL.caller, schoolClass: instructions === null ? null : schoolClassWith({ instructions }) };
  try {
    return prepare({ ...CALL, caller }, endpoint, body, DEPS);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

export function boundInput({ endpoint, body, instructions }: Request): BoundedInput | null {
  const prepared = prepareBody(endpoint, body, instructions);
  if (prepared === null) return null;
  const written = prepared.bodyWith(prepared.cap);
  const sent: JsonObject = JSON.parse(written.toString());
  const { cap } = prepared.checked;
  const own = { model: 'm', ...endpoint.gatewayFields('p'), ...(cap === null ? {} : { [cap.field]: prepared.cap }) };
  const bytes = written.length - JSON.stringify(own).length;
  const surplus = prepared.estimate.inputTokensBound - written.length;
  const frame = hasSchemas(sent) ? RENDERING_FRAME_TOKENS : 0;
  return { sent, bound: bytes + surplus - frame, bytes };
}
