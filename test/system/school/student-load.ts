import { setTimeout as pause } from 'node:timers/promises';
import { MAX_CALLS } from '../crash/numbered-call.ts';
import type { Evidence, Refused } from './evidence.ts';
import { bodyOf, isStream, nameOf, type SchoolCall } from './school-call.ts';

/** A replica that is stopped for 12 s answers after it; the balancer waits no longer than 25 s. */
export const MAX_ANSWER_MS = 25_000;
const THINKING_MS = 300;
/** What is held by others, or is not there any more. */
const SHORT_OF_MONEY = [402, 429];

/** All students of a run call, two at a time each, until they are told to stop. */
export class StudentLoad {
  readonly #url: string;
  readonly #evidence: Evidence;
  readonly #nextNumber: number[];
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();
  answered = 0;

  constructor(url: string, students: number, evidence: Evidence) {
    this.#url = url;
    this.#evidence = evidence;
    this.#nextNumber = Array.from({ length: students }, () => 0);
  }

  /** @param tokens of the students, in their order */
  start(tokens: readonly string[]): void {
    this.#running = Promise.all(tokens.flatMap((token, student) => [0, 1].map(() => this.#study(student, token))));
  }

  /** Resolves when the last answer has come. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #study(student: number, token: string): Promise<void> {
    while (!this.#isStopped) {
      const number = this.#nextNumber[student] ?? MAX_CALLS;
      if (number >= MAX_CALLS) return;
      this.#nextNumber[student] = number + 1;
      await this.#ask({ student, number }, token);
      await pause(THINKING_MS * (0.5 + Math.random()));
    }
  }

  async #ask(call: SchoolCall, token: string): Promise<void> {
    const startedAt = performance.now();
    try {
      const response = await fetch(`${this.#url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: bodyOf(call, isStream(call)),
        signal: AbortSignal.timeout(MAX_ANSWER_MS + 5000),
      });
      this.#note(call, response, await response.text());
    } catch {
      // The replica ended in the middle of an answer.
      this.#evidence.cut++;
    }
    const ms = performance.now() - startedAt;
    this.#evidence.longestMs = Math.max(this.#evidence.longestMs, ms);
    if (ms > MAX_ANSWER_MS) this.#evidence.problem(`${nameOf(call)} took ${Math.round(ms)} ms`);
  }

  #note(call: SchoolCall, { status, headers }: Response, text: string): void {
    const name = nameOf(call);
    if (status === 200) {
      this.answered++;
      if (!isStream(call)) this.#evidence.answered.set(name, headers.get('x-jigap-cost-usd') ?? 'no cost');
      return;
    }
    const refused = readRefusal(status, headers, text);
    // The balancer has its own words for a replica that is gone.
    if (refused.code === null) this.#evidence.cut++;
    else if (isOwnRefusal(refused)) this.#evidence.refused.set(name, refused);
    const problem = problemOf(refused);
    if (problem !== null) this.#evidence.problem(`${name}: ${problem}: ${text.slice(0, 300)}`);
  }
}

function readRefusal(status: number, headers: Headers, text: string): Refused {
  const retryAfter = headers.get('retry-after');
  try {
    const { code, message } = (JSON.parse(text) as { error: { code: string; message: string } }).error;
    return { status, code, message, retryAfter };
  } catch {
    return { status, code: null, message: text, retryAfter };
  }
}

/** jigap sent nothing upstream. */
function isOwnRefusal({ status, code }: Refused): boolean {
  return SHORT_OF_MONEY.includes(status) || (status === 503 && code !== 'gateway_stopped');
}

function problemOf({ status, code, message, retryAfter }: Refused): string | null {
  if (code === null) return [502, 504].includes(status) ? null : `answered with ${status} by nobody`;
  // The upstream refuses some calls; what it says is passed on as its own failure.
  if (status === 502 || SHORT_OF_MONEY.includes(status)) return null;
  if (status !== 503) return `refused with ${status}`;
  if (!/[.!]$/.test(message)) return 'refused without a sentence';
  return retryAfter === null && code !== 'gateway_stopped' ? 'refused for a moment without Retry-After' : null;
}
