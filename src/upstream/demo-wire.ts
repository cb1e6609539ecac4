import { randomUUID } from 'node:crypto';
import type { DemoCandidate, DemoFunctionCall } from './demo-answer.ts';
import type { DemoRefusal, DemoRequest } from './demo-request.ts';

/** A whole answer as the provider would put it on the wire. */
export interface DemoReply {
  readonly status: number;
  readonly contentType: string;
  /** Bodies of JSON answers are one frame, of streams one per event. */
  readonly frames: readonly string[];
  /** Answers that are written side by side: frames come that much faster. */
  readonly candidates: number;
}

const FINGERPRINT = 'jigap_demo';
const JSON_TYPE = 'application/json';
const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';
/** Up to three words, long ones in pieces; their concatenation is the text. */
const FEW_WORDS = /(?:\s*\S{1,24}){1,3}|\s+/gu;
/** Arguments come in pieces that are no JSON of their own, so that a client has to join them, as with a real model. */
const FEW_CHARACTERS = /.{1,12}/gsu;

export function refusalReply(refusal: DemoRefusal): DemoReply {
  const { message, param, code, status } = refusal;
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const frame = JSON.stringify({ error: { message, type, param, code } });
  return { status, contentType: JSON_TYPE, frames: [frame], candidates: 1 };
}

export function answerReply(request: DemoRequest, candidates: readonly DemoCandidate[]): DemoReply {
  const contentType = request.stream ? EVENT_STREAM_TYPE : JSON_TYPE;
  const frames = request.stream ? streamFrames(request, candidates) : [completionFrame(request, candidates)];
  return { status: 200, contentType, frames, candidates: candidates.length };
}

function completionFrame(request: DemoRequest, candidates: readonly DemoCandidate[]): string {
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
  return JSON.stringify({ ...envelope(request, 'chat.completion'), choices, usage: usageOf(request, candidates) });
}

function callOf(request: DemoRequest, { call }: DemoCandidate): object {
  if (call === null) return {};
  const named = { name: call.name, arguments: call.arguments };
  return request.legacyFunctions
    ? { function_call: named }
    : { tool_calls: [{ id: call.id, type: 'function', function: named }] };
}

function streamFrames(request: DemoRequest, candidates: readonly DemoCandidate[]): string[] {
  const head = envelope(request, 'chat.completion.chunk');
  const pendingUsage = request.includeUsage ? { usage: null } : {};
  const columns = candidates.map((candidate, index) =>
    choicesOf(request, candidate, index).map((choice) => event({ ...head, choices: [choice], ...pendingUsage })),
  );
  const frames: string[] = [];
  const rows = Math.max(...columns.map((column) => column.length));
  for (let row = 0; row < rows; row++) frames.push(...columns.flatMap((column) => column.slice(row, row + 1)));
  if (request.includeUsage) frames.push(event({ ...head, choices: [], usage: usageOf(request, candidates) }));
  frames.push('data: [DONE]\n\n');
  return frames;
}

/** The choices of one candidate's chunks: the role, the words or arguments, the reason it finished. */
function choicesOf(request: DemoRequest, candidate: DemoCandidate, index: number): object[] {
  const deltas = candidate.call === null ? textDeltas(candidate.text ?? '') : callDeltas(request, candidate.call);
  const choices = deltas.map((delta) => ({ index, delta, logprobs: null, finish_reason: null }));
  return [...choices, { index, delta: {}, logprobs: null, finish_reason: candidate.finishReason }];
}

function textDeltas(text: string): object[] {
  return [
    { role: 'assistant', content: '', refusal: null },
    ...piecesOf(text, FEW_WORDS).map((content) => ({ content })),
  ];
}

function callDeltas(request: DemoRequest, call: DemoFunctionCall): object[] {
  const opening = { name: call.name, arguments: '' };
  const pieces = piecesOf(call.arguments, FEW_CHARACTERS);
  if (request.legacyFunctions) {
    return [
      { role: 'assistant', content: null, function_call: opening, refusal: null },
      ...pieces.map((piece) => ({ function_call: { arguments: piece } })),
    ];
  }
  const first = { index: 0, id: call.id, type: 'function', function: opening };
  return [
    { role: 'assistant', content: null, tool_calls: [first], refusal: null },
    ...pieces.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

function piecesOf(text: string, size: RegExp): string[] {
  return text.match(size) ?? [];
}

function envelope(request: DemoRequest, object: string): object {
  return {
    id: `chatcmpl-demo-${randomUUID().replaceAll('-', '')}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  };
}

function usageOf(request: DemoRequest, candidates: readonly DemoCandidate[]): object {
  const completionTokens = candidates.reduce((sum, candidate) => sum + candidate.tokens, 0);
  return {
    prompt_tokens: request.promptTokens,
    completion_tokens: completionTokens,
    total_tokens: request.promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
