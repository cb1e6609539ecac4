import OpenAI from 'openai';
import { expect } from 'vitest';
import { parseSse } from '../support/sse.ts';
import type { Pupil, Stage } from './app-fixture.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came; null when it is not JSON
  readonly json: any;
}

/** One call as a program without the client would send it, to its end. @param path below /v1 */
export async function post(stage: Stage, pupil: Pupil, path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${stage.app.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${pupil.token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

/** As a student makes it. */
export function clientOf(stage: Stage, pupil: Pupil): OpenAI {
  return new OpenAI({ baseURL: `${stage.app.url}/v1`, apiKey: pupil.token });
}

/** The data of the events of a stream. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever came
export function eventsIn({ text }: Answer): any[] {
  return parseSse(text).map(({ event, data }) => {
    const value = data === '[DONE]' ? data : JSON.parse(data);
    // A named event is of the kind that it says it is.
    if (event !== null) expect(value.type).toBe(event);
    return value;
  });
}

/** Nano-USD of the last hold, and the body it was for, as they were before the call was sent. */
export function lastHold(stage: Stage): number {
  return stage.ledger.holds.at(-1)?.amount ?? Number.NaN;
}

/** What reached the provider last. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever was sent
export function sent(stage: Stage): any {
  return stage.upstream.calls.at(-1)?.json;
}

export function sentBytes(stage: Stage): number {
  return Buffer.byteLength(stage.upstream.calls.at(-1)?.body ?? '');
}

/** The call is refused, and neither the provider nor the ledger ever hears of it. */
export async function expectRefused(
  stage: Stage,
  pupil: Pupil,
  path: string,
  body: unknown,
  refusal: { readonly status: number; readonly param: string | null; readonly code: string },
): Promise<string> {
  const before = [stage.upstream.calls.length, stage.ledger.events.length];
  const { status, json } = await post(stage, pupil, path, body);
  const { param, code } = refusal;
  expect(json).toEqual({
    error: { message: expect.stringMatching(/./), type: 'invalid_request_error', param, code },
  });
  expect(status).toBe(refusal.status);
  expect([stage.upstream.calls.length, stage.ledger.events.length]).toEqual(before);
  return json.error.message;
}
