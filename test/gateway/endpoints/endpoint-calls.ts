import OpenAI from 'openai';
import { expect } from 'vitest';
import type { AppFixture, TestStudent } from '../../support/app-fixture.ts';
import { parseSse } from '../../support/sse.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came; null when it is not JSON
  readonly json: any;
}

/** One call without the OpenAI client, to its end. @param path below /v1 */
export async function post(fixture: AppFixture, student: TestStudent, path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${fixture.app.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

/** The OpenAI client of a student. */
export function clientOf(fixture: AppFixture, student: TestStudent): OpenAI {
  return new OpenAI({ baseURL: `${fixture.app.url}/v1`, apiKey: student.token });
}

/** The data of the events of a stream. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever came
export function eventsIn({ text }: Answer): any[] {
  return parseSse(text).map(({ event, data }) => {
    const value = data === '[DONE]' ? data : JSON.parse(data);
    // The name of an event is the type in its data.
    if (event !== null) expect(value.type).toBe(event);
    return value;
  });
}

/** Nano-USD of the last hold, and the body it was for, as they were before the call was sent. */
export function lastHold(fixture: AppFixture): number {
  return fixture.ledger.holds.at(-1)?.amount ?? Number.NaN;
}

/** What reached the provider last. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever was sent
export function sent(fixture: AppFixture): any {
  return fixture.upstream.calls.at(-1)?.json;
}

export function sentBytes(fixture: AppFixture): number {
  return Buffer.byteLength(fixture.upstream.calls.at(-1)?.body ?? '');
}

/** Expects a refusal before the ledger and the provider. */
export async function expectRefused(
  fixture: AppFixture,
  student: TestStudent,
  path: string,
  body: unknown,
  refusal: { readonly status: number; readonly param: string | null; readonly code: string },
): Promise<string> {
  const before = [fixture.upstream.calls.length, fixture.ledger.events.length];
  const { status, json } = await post(fixture, student, path, body);
  const { param, code } = refusal;
  expect(json).toEqual({
    error: { message: expect.stringMatching(/./), type: 'invalid_request_error', param, code },
  });
  expect(status).toBe(refusal.status);
  expect([fixture.upstream.calls.length, fixture.ledger.events.length]).toEqual(before);
  return json.error.message;
}
