import type { JsonObject } from '../../upstream/json/json-object.ts';
import { objectsIn, pickFields } from '../answers/pick-fields.ts';
import type { StreamError } from '../answers/stream-format.ts';

/** Of OpenAI's specification of 2026-08-21. Everything else that a provider adds is dropped. */
const RESPONSE = [
  ...[
    'id',
    'object',
    'created_at',
    'completed_at',
    'status',
    'background',
    'error',
    'incomplete_details',
    'instructions',
  ],
  ...['max_output_tokens', 'max_tool_calls', 'model', 'output', 'parallel_tool_calls', 'previous_response_id'],
  ...['reasoning', 'service_tier', 'store', 'temperature', 'text', 'tool_choice', 'tools', 'top_logprobs', 'top_p'],
  ...['truncation', 'usage', 'user', 'metadata'],
];

/** Every item as it is added and done, with its texts and arguments in one piece. */
export function writeResponseEvents(whole: JsonObject): string {
  const answer = pickFields(whole, RESPONSE);
  const { status = 'completed' } = answer;
  const first = { ...answer, status: 'in_progress', output: [], usage: null };
  const drafts: JsonObject[] = [
    { type: 'response.created', response: first },
    { type: 'response.in_progress', response: first },
    ...objectsIn(answer.output).flatMap(itemEvents),
    { type: `response.${status === 'incomplete' ? status : 'completed'}`, response: answer },
  ];
  return drafts
    .map((draft, at) => `event: ${draft.type}\ndata: ${JSON.stringify({ ...draft, sequence_number: at })}\n\n`)
    .join('');
}

/** The SDKs yield other events as chunks, and raise this one. */
export function writeErrorEvent({ code, message, param }: StreamError): string {
  return `event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param, sequence_number: 0 })}\n\n`;
}

function itemEvents(item: JsonObject, index: number): JsonObject[] {
  const place = { output_index: index };
  const empty = { ...(item.content === undefined ? {} : { content: [] }), ...emptyArguments(item) };
  return [
    { type: 'response.output_item.added', ...place, item: { ...item, status: 'in_progress', ...empty } },
    ...objectsIn(item.content).flatMap((part, at) =>
      partEvents({ item_id: item.id, ...place, content_index: at }, part),
    ),
    ...argumentEvents({ item_id: item.id, ...place }, item),
    { type: 'response.output_item.done', ...place, item },
  ];
}

function partEvents(place: JsonObject, part: JsonObject): JsonObject[] {
  const isRefusal = part.type === 'refusal';
  if (!isRefusal && part.type !== 'output_text') return [];
  const field = isRefusal ? 'refusal' : 'text';
  const type = isRefusal ? 'response.refusal' : 'response.output_text';
  const logprobs = isRefusal ? {} : { logprobs: [] };
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, [field]: '' } },
    { type: `${type}.delta`, ...place, delta: part[field], ...logprobs },
    { type: `${type}.done`, ...place, [field]: part[field], ...logprobs },
    { type: 'response.content_part.done', ...place, part },
  ];
}

function emptyArguments(item: JsonObject): JsonObject {
  return item.type === 'function_call' ? { arguments: '' } : {};
}

function argumentEvents(place: JsonObject, item: JsonObject): JsonObject[] {
  if (item.type !== 'function_call') return [];
  const type = 'response.function_call_arguments';
  return [
    { type: `${type}.delta`, ...place, delta: item.arguments },
    { type: `${type}.done`, ...place, name: item.name, arguments: item.arguments },
  ];
}
