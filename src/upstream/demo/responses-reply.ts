import type { DemoCandidate, DemoFunctionCall } from './answer.ts';
import {
  argumentPiecesOf,
  type DemoReply,
  demoId,
  event,
  jsonReply,
  nowInSeconds,
  streamReply,
  wordsOf,
} from './reply.ts';
import type { DemoResponsesRequest } from './responses-request.ts';

type Status = 'in_progress' | 'completed' | 'incomplete';
type Item = Readonly<Record<string, unknown>> & { readonly id: string };

/** An event of the Responses API, but for its place in the sequence. */
type Draft = Readonly<Record<string, unknown>> & { readonly type: string };

/** One answer in the shape of a response: a message or the call of a function, after its reasoning. */
export function responsesReply(request: DemoResponsesRequest, candidate: DemoCandidate): DemoReply {
  const head = { id: demoId('resp_demo_'), createdAt: nowInSeconds() };
  const reasoning = request.showsReasoning ? [reasoningItem()] : [];
  const item = finishedItem(candidate);
  const last = response(request, head, statusOf(candidate), [...reasoning, item], usageOf(request, candidate));
  if (!request.stream) return jsonReply(last);
  const first = response(request, head, 'in_progress', [], null);
  const drafts: Draft[] = [
    { type: 'response.created', response: first },
    { type: 'response.in_progress', response: first },
    ...reasoning.flatMap(reasoningEvents),
    ...itemEvents(candidate, item, reasoning.length),
    { type: `response.${statusOf(candidate)}`, response: last },
  ];
  return streamReply(drafts.map((draft, index) => event({ ...draft, sequence_number: index }, draft.type)));
}

function statusOf({ finishReason }: DemoCandidate): Status {
  return finishReason === 'length' ? 'incomplete' : 'completed';
}

/** The demo does not reason: the content only looks encrypted. */
function reasoningItem(): Item {
  return { id: demoId('rs_demo_'), type: 'reasoning', summary: [], encrypted_content: demoId('demo_') };
}

function reasoningEvents(item: Item): Draft[] {
  return [
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
  ];
}

function finishedItem(candidate: DemoCandidate): Item {
  const { call, text } = candidate;
  const status = statusOf(candidate);
  if (call === null) {
    return { id: demoId('msg_demo_'), type: 'message', status, role: 'assistant', content: [textPart(text ?? '')] };
  }
  const called = { call_id: call.id, name: call.name, status };
  return call.kind === 'custom'
    ? { id: demoId('ctc_demo_'), type: 'custom_tool_call', ...called, input: call.arguments }
    : { id: demoId('fc_demo_'), type: 'function_call', ...called, arguments: call.arguments };
}

function textPart(text: string): object {
  return { type: 'output_text', annotations: [], logprobs: [], text };
}

function itemEvents({ call, text }: DemoCandidate, item: Item, index: number): Draft[] {
  const empty = call === null ? { content: [] } : { [INPUTS[call.kind].name]: '' };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress', ...empty } },
    ...(call === null ? textEvents(item.id, index, text ?? '') : callEvents(item.id, index, call)),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function textEvents(itemId: string, index: number, text: string): Draft[] {
  const place = { item_id: itemId, output_index: index, content_index: 0 };
  return [
    { type: 'response.content_part.added', ...place, part: textPart('') },
    ...wordsOf(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: textPart(text) },
  ];
}

/** The field of a call's input, and its events. */
const INPUTS = {
  function: { name: 'arguments', event: 'response.function_call_arguments' },
  custom: { name: 'input', event: 'response.custom_tool_call_input' },
} as const;

function callEvents(itemId: string, index: number, call: DemoFunctionCall): Draft[] {
  const place = { item_id: itemId, output_index: index };
  const { name, event: type } = INPUTS[call.kind];
  return [
    ...argumentPiecesOf(call.arguments).map((delta) => ({ type: `${type}.delta`, ...place, delta })),
    { type: `${type}.done`, ...place, [name]: call.arguments },
  ];
}

/** With everything that OpenAI's answer repeats of the request. */
function response(
  { model, body }: DemoResponsesRequest,
  { id, createdAt }: { readonly id: string; readonly createdAt: number },
  status: Status,
  output: readonly Item[],
  usage: object | null,
): object {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status,
    background: false,
    completed_at: status === 'completed' ? nowInSeconds() : null,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    model,
    output,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: { effort: null, summary: null, ...asObject(body.reasoning) },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: { type: 'text' }, verbosity: 'medium', ...asObject(body.text) },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_logprobs: body.top_logprobs ?? 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    usage,
    user: null,
    metadata: {},
  };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function usageOf({ promptTokens, imageTokens }: DemoResponsesRequest, { tokens }: DemoCandidate): object {
  const ofImages = imageTokens === 0 ? {} : { image_tokens: imageTokens };
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0, ...ofImages },
    output_tokens: tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + tokens,
  };
}
