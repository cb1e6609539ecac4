import { isObject, type JsonObject } from './parameters/parameters.ts';

/**
 * A whole answer as the events of a stream: some servers answer JSON to whoever asks for a stream, and a client that
 * waits for events would read none in it.
 */
export type AnswerEvents = (answer: JsonObject, showUsage: boolean) => string;

const DONE = 'data: [DONE]\n\n';
const ENVELOPE = ['id', 'created', 'model', 'system_fingerprint', 'service_tier'];
/** Of OpenAI's specification of 2026-08-21: what else a provider says is for nobody. */
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
const MESSAGE = ['role', 'content', 'refusal', 'function_call', 'reasoning_content', 'reasoning'];

/** POST /chat/completions. */
export function chatEvents(answer: JsonObject, showUsage: boolean): string {
  const chunks = objectsOf(answer.choices).flatMap((choice, at) => {
    const { index = at, logprobs = null, finish_reason = 'stop' } = choice;
    const delta = deltaOf(isObject(choice.message) ? choice.message : {});
    return [
      { index, delta, logprobs, finish_reason: null },
      { index, delta: {}, logprobs: null, finish_reason },
    ];
  });
  return chunkEvents(answer, 'chat.completion.chunk', chunks, showUsage);
}

/** POST /completions. */
export function completionEvents(answer: JsonObject, showUsage: boolean): string {
  const chunks = objectsOf(answer.choices).map((choice, at) => {
    const { text = '', index = at, logprobs = null, finish_reason = 'stop' } = choice;
    return { text, index, logprobs, finish_reason };
  });
  return chunkEvents(answer, 'text_completion', chunks, showUsage);
}

/** POST /responses: every item as it is added and done, with its texts and arguments in one piece. */
export function responseEvents(whole: JsonObject): string {
  const answer = pick(whole, RESPONSE);
  const { status = 'completed' } = answer;
  const first = { ...answer, status: 'in_progress', output: [], usage: null };
  const drafts: JsonObject[] = [
    { type: 'response.created', response: first },
    { type: 'response.in_progress', response: first },
    ...objectsOf(answer.output).flatMap(itemEvents),
    { type: `response.${status === 'incomplete' ? status : 'completed'}`, response: answer },
  ];
  return drafts
    .map((draft, at) => `event: ${draft.type}\ndata: ${JSON.stringify({ ...draft, sequence_number: at })}\n\n`)
    .join('');
}

function chunkEvents(answer: JsonObject, object: string, choices: readonly unknown[], showUsage: boolean): string {
  const head = { ...pick(answer, ENVELOPE), object };
  const noUsage = showUsage ? { usage: null } : {};
  const chunks: object[] = choices.map((choice) => ({ ...head, choices: [choice], ...noUsage }));
  if (showUsage) chunks.push({ ...head, choices: [], usage: answer.usage ?? null });
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + DONE;
}

/** In a stream, calls say which of them they are. */
function deltaOf(message: JsonObject): JsonObject {
  const calls = objectsOf(message.tool_calls).map((call, index) => ({ index, ...call }));
  return { ...pick(message, MESSAGE), ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

function itemEvents(item: JsonObject, index: number): JsonObject[] {
  const place = { output_index: index };
  const empty = { ...(item.content === undefined ? {} : { content: [] }), ...emptyArguments(item) };
  return [
    { type: 'response.output_item.added', ...place, item: { ...item, status: 'in_progress', ...empty } },
    ...objectsOf(item.content).flatMap((part, at) =>
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

function objectsOf(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}
