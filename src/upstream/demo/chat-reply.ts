import type { DemoCandidate, DemoFunctionCall } from './answer.ts';
import {
  argumentPiecesOf,
  type DemoReply,
  DONE_EVENT,
  demoId,
  event,
  interleaved,
  jsonReply,
  nowInSeconds,
  streamReply,
  wordsOf,
} from './reply.ts';
import type { DemoRequest } from './request.ts';

const FINGERPRINT = 'jigap_demo';

/** Candidates in the shape of a chat completion. */
export function chatReply(request: DemoRequest, candidates: readonly DemoCandidate[]): DemoReply {
  if (request.stream) return streamReply(streamFrames(request, candidates), candidates.length);
  return jsonReply(completion(request, candidates));
}

function completion(request: DemoRequest, candidates: readonly DemoCandidate[]): object {
  const choices = candidates.map((candidate, index) => ({
    index,
    message: {
      role: 'assistant',
      content: candidate.text,
      refusal: null,
      annotations: [],
      ...callOf(request, candidate),
    },
    logprobs: null,
    finish_reason: candidate.finishReason,
  }));
  return { ...envelope(request, 'chat.completion'), choices, usage: usageOf(request, candidates) };
}

function callOf(request: DemoRequest, { call }: DemoCandidate): object {
  if (call === null) return {};
  if (request.legacyFunctions) return { function_call: { name: call.name, arguments: call.arguments } };
  return {
    tool_calls: [{ id: call.id, type: call.kind, [call.kind]: { name: call.name, ...inputOf(call, call.arguments) } }],
  };
}

function inputOf({ kind }: DemoFunctionCall, text: string): object {
  return kind === 'custom' ? { input: text } : { arguments: text };
}

function streamFrames(request: DemoRequest, candidates: readonly DemoCandidate[]): string[] {
  const head = envelope(request, 'chat.completion.chunk');
  const pendingUsage = request.includeUsage ? { usage: null } : {};
  const columns = candidates.map((candidate, index) =>
    choicesOf(request, candidate, index).map((choice) => event({ ...head, choices: [choice], ...pendingUsage })),
  );
  const usage = { ...head, choices: [], usage: usageOf(request, candidates) };
  return [...interleaved(columns), ...(request.includeUsage ? [event(usage)] : []), DONE_EVENT];
}

/** The choices of one candidate's chunks: the role, the words or arguments, the reason it finished. */
function choicesOf(request: DemoRequest, candidate: DemoCandidate, index: number): object[] {
  const deltas = candidate.call === null ? textDeltas(candidate.text ?? '') : callDeltas(request, candidate.call);
  const choices = deltas.map((delta) => ({ index, delta, logprobs: null, finish_reason: null }));
  return [...choices, { index, delta: {}, logprobs: null, finish_reason: candidate.finishReason }];
}

function textDeltas(text: string): object[] {
  return [{ role: 'assistant', content: '', refusal: null }, ...wordsOf(text).map((content) => ({ content }))];
}

function callDeltas(request: DemoRequest, call: DemoFunctionCall): object[] {
  const opening = { name: call.name, ...inputOf(call, '') };
  const pieces = argumentPiecesOf(call.arguments);
  if (request.legacyFunctions) {
    return [
      { role: 'assistant', content: null, function_call: opening, refusal: null },
      ...pieces.map((piece) => ({ function_call: { arguments: piece } })),
    ];
  }
  const first = { index: 0, id: call.id, type: call.kind, [call.kind]: opening };
  return [
    { role: 'assistant', content: null, tool_calls: [first], refusal: null },
    ...pieces.map((piece) => ({ tool_calls: [{ index: 0, [call.kind]: inputOf(call, piece) }] })),
  ];
}

function envelope(request: DemoRequest, object: string): object {
  return {
    id: demoId('chatcmpl-demo-'),
    object,
    created: nowInSeconds(),
    model: request.model,
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  };
}

/** Only where there are images, as at OpenAI. */
function ofImages({ imageTokens }: DemoRequest): object {
  return imageTokens === 0 ? {} : { image_tokens: imageTokens };
}

function usageOf(request: DemoRequest, candidates: readonly DemoCandidate[]): object {
  const completionTokens = candidates.reduce((sum, candidate) => sum + candidate.tokens, 0);
  return {
    prompt_tokens: request.promptTokens,
    completion_tokens: completionTokens,
    total_tokens: request.promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, ...ofImages(request) },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}
