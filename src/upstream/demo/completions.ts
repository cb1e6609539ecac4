import { answerRequest, type DemoCandidate } from './answer.ts';
import { invalid, parseBody, positiveInteger } from './read-body.ts';
import {
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
import { type DemoRequest, readMessage, readStops, readStreaming } from './request.ts';
import { type DemoInput, readInputs, tokensOf } from './token-inputs.ts';
import { capInWindow, type WindowOf } from './window.ts';

/** What the API gives to a call that names no cap. */
const DEFAULT_CAP_TOKENS = 16;
const MAX_ANSWERS = 128;
/** A simulation is not worth more of the machine's time. */
const MAX_TOTAL_ANSWERS = 1024;

interface Choice {
  readonly text: string;
  readonly finishReason: string;
}

/** Each prompt is answered as a chat of one message. @throws DemoError */
export function answerCompletions(bytes: Buffer, windowOf: WindowOf): DemoReply {
  const body = parseBody(bytes);
  const { stream, includeUsage } = readStreaming(body);
  const prompts = readInputs(body.prompt, 'prompt');
  const n = positiveInteger(body.n, 'n', MAX_ANSWERS) ?? 1;
  const bestOf = Math.max(n, positiveInteger(body.best_of, 'best_of', MAX_ANSWERS) ?? 1);
  if (prompts.length * bestOf > MAX_TOTAL_ANSWERS) throw invalid('These are too many for the jigap demo.', 'prompt');
  const request = {
    model: body.model,
    candidates: bestOf,
    cap: positiveInteger(body.max_tokens, 'max_tokens', Number.MAX_SAFE_INTEGER) ?? DEFAULT_CAP_TOKENS,
    stops: readStops(body.stop),
  };
  const window = windowOf(body.model);
  const answers = prompts.map((prompt) => {
    const cap = capInWindow({ inputTokens: prompt.tokens, cap: request.cap }, window, 'prompt');
    return answerRequest(asChat(prompt, { ...request, cap }));
  });
  const echoed = (index: number) => (body.echo === true ? (prompts[index]?.text ?? '') : '');
  const choices = answers.flatMap((candidates, index) =>
    candidates.slice(0, n).map((candidate) => choiceOf(candidate, echoed(index))),
  );
  // Candidates that are not shown are billed, too.
  const usage = usageOf(Math.min(tokensOf(prompts), bytes.length), answers.flat());
  const head = envelope(body.model);
  if (stream) return streamReply(chunks(head, choices, includeUsage ? usage : null), choices.length);
  return jsonReply({ ...head, choices: choices.map(wholeChoice), usage });
}

function asChat({ text, tokens }: DemoInput, request: Pick<DemoRequest, 'model' | 'candidates' | 'cap' | 'stops'>) {
  const messages = [readMessage('user', text)];
  const off = { stream: false, includeUsage: false, format: 'text', tools: [], toolChoice: 'none' } as const;
  return { ...request, ...off, messages, legacyFunctions: false, promptTokens: tokens, imageTokens: 0 };
}

function choiceOf({ text, finishReason }: DemoCandidate, echoed: string): Choice {
  return { text: echoed + (text ?? ''), finishReason };
}

function wholeChoice({ text, finishReason }: Choice, index: number): object {
  return { text, index, logprobs: null, finish_reason: finishReason };
}

function chunks(head: object, choices: readonly Choice[], usage: object | null): string[] {
  const pendingUsage = usage === null ? {} : { usage: null };
  const columns = choices.map(({ text, finishReason }, index) => {
    const pieces = wordsOf(text).map((piece) => ({ text: piece, index, logprobs: null, finish_reason: null }));
    const last = { text: '', index, logprobs: null, finish_reason: finishReason };
    return [...pieces, last].map((choice) => event({ ...head, choices: [choice], ...pendingUsage }));
  });
  const usageEvent = usage === null ? [] : [event({ ...head, choices: [], usage })];
  return [...interleaved(columns), ...usageEvent, DONE_EVENT];
}

function envelope(model: string): object {
  return { id: demoId('cmpl-demo-'), object: 'text_completion', created: nowInSeconds(), model };
}

function usageOf(promptTokens: number, candidates: readonly DemoCandidate[]): object {
  const completionTokens = candidates.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
