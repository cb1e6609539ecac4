import { type Act, errorJson, requestOf, type UpstreamCallSeen, usageOf } from '../../support/scripted-upstream.ts';

/** 'resets': before anything. 'dies': after half of the answer. */
export type End = 'whole' | 'dies' | 'resets' | '401' | '429' | '500';

/** What students of a round may ask, and how the provider answers it. */
export interface Question {
  readonly stream: boolean;
  readonly end: End;
  readonly pieceBytes: number;
}

export const PIECES = 4;
const INPUT_TOKENS = 10;
const MODEL_PRICE = { input: 500, output: 1500 };
/** What the provider bills for a whole answer, nano-USD. */
export const WHOLE_COST = costOf(PIECES);

function costOf(pieces: number): number {
  return INPUT_TOKENS * MODEL_PRICE.input + pieces * MODEL_PRICE.output;
}

/** One call as the provider sees it. */
export interface ProviderRun {
  readonly question: number;
  /** Of the student for whom it is sent. */
  readonly pseudonym: string;
  /** Of the same question, not over when this one began, and what of their answers had passed by then. */
  readonly beside: readonly { readonly run: ProviderRun; readonly pieces: number }[];
  readonly content: string;
  pieces: number;
  isOver: boolean;
  /** It has sent its usage. */
  isWhole: boolean;
}

/** Answers the questions of a round. The gates of a question are `<question> begins` and `<question> middle`. */
export class RandomProvider {
  readonly runs: ProviderRun[] = [];
  readonly #questions: readonly Question[];

  constructor(questions: readonly Question[]) {
    this.#questions = questions;
  }

  /** nano-USD, of all calls. */
  get billed(): number {
    return this.runs.reduce((sum, { pieces }) => sum + (pieces === 0 ? 0 : costOf(pieces)), 0);
  }

  readonly play = async (call: UpstreamCallSeen, act: Act): Promise<void> => {
    const number = Number(requestOf(call).echo.split(' ').at(-1));
    const question = this.#questions[number];
    if (question === undefined) throw new Error(`nobody asks ${call.body}`);
    const run = this.#begin(number, question, call);
    try {
      await act.gate(`${number} begins`);
      if (question.end === 'whole' || question.end === 'dies') await this.#answer(run, question, act);
      else fail(question.end, run, call, act);
    } finally {
      run.isOver = true;
    }
  };

  #begin(number: number, { pieceBytes }: Question, { json, headers }: UpstreamCallSeen): ProviderRun {
    const live = this.runs.filter((run) => run.question === number && !run.isOver);
    // It quotes the owner's key, which no student may see.
    const name = `answer ${this.runs.length} to ${number}, ${headers.authorization}.`;
    const run: ProviderRun = {
      question: number,
      pseudonym: (json as { safety_identifier: string }).safety_identifier,
      beside: live.map((other) => ({ run: other, pieces: other.pieces })),
      content: Array.from({ length: PIECES }, (_, at) => `${name}${at} `.padEnd(pieceBytes, 'x')).join(''),
      pieces: 0,
      isOver: false,
      isWhole: false,
    };
    this.runs.push(run);
    return run;
  }

  async #answer(run: ProviderRun, { stream, end }: Question, act: Act): Promise<void> {
    const parts = stream ? eventsOf(run.content) : jsonPartsOf(run.content);
    act.head(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
    for (const [at, part] of parts.entries()) {
      if (at === PIECES / 2) {
        await act.gate(`${run.question} middle`);
        if (end === 'dies') {
          run.isOver = true;
          act.reset();
          return;
        }
      }
      if (act.gone) return;
      run.pieces++;
      // Its end is on its way before the gateway has it.
      if (at === PIECES - 1) {
        run.isOver = true;
        run.isWhole = true;
      }
      await act.write(part);
    }
    act.end();
  }
}

function fail(end: '401' | '429' | '500' | 'resets', run: ProviderRun, call: UpstreamCallSeen, act: Act): void {
  run.isOver = true;
  if (end === 'resets') act.reset();
  else void errorJson(Number(end), end === '401' ? 'invalid_api_key' : null, 'no')(call, act);
}

function pieceOf(content: string, at: number): string {
  const bytes = content.length / PIECES;
  return content.slice(at * bytes, (at + 1) * bytes);
}

const COMMON = { id: 'chatcmpl-random', created: 1, model: 'gpt-3.5-turbo' };

function eventsOf(content: string): string[] {
  const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
  const chunk = (choices: readonly object[], more: object = {}) =>
    event({ ...COMMON, object: 'chat.completion.chunk', choices, ...more });
  return Array.from({ length: PIECES }, (_, at) => {
    const isLast = at === PIECES - 1;
    const piece = chunk([
      { index: 0, delta: { content: pieceOf(content, at) }, finish_reason: isLast ? 'stop' : null },
    ]);
    return isLast ? piece + chunk([], { usage: usageOf(INPUT_TOKENS, PIECES) }) + event('[DONE]') : piece;
  });
}

function jsonPartsOf(content: string): string[] {
  const message = { role: 'assistant', content, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  const usage = usageOf(INPUT_TOKENS, PIECES);
  const text = JSON.stringify({ ...COMMON, object: 'chat.completion', choices, usage });
  const size = Math.ceil(text.length / PIECES);
  return Array.from({ length: PIECES }, (_, at) => text.slice(at * size, (at + 1) * size));
}
