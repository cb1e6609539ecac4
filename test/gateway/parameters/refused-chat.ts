import { afterAll, beforeEach, expect } from 'vitest';
import { startApp } from '../../support/running-app.ts';

const MESSAGES = [{ role: 'user', content: 'hi' }];
export const CHAT = { model: 'gpt-3.5-turbo', messages: MESSAGES };

/** A request field: one more message with this content part. */
export const withPart = (part: object) => ({ messages: [...MESSAGES, { role: 'user', content: [part] }] });
/** A request field: one message with these additional members. */
export const withMessage = (more: object) => ({ messages: [{ role: 'user', content: 'x', ...more }] });

/** An app for the tests of one file, with a student whose requests are to be refused before they cost anything. */
export async function startRefusingApp() {
  const app = await startApp();
  const { token, student } = await app.newStudent();
  afterAll(() => app.stop());
  beforeEach(() => app.upstream.reset());

  async function post(body: unknown) {
    const { status, body: bytes } = await app.chat(token, body);
    return { status, text: bytes.toString() };
  }

  async function expectRefused(body: object, code: string, param: string): Promise<void> {
    const { status, text } = await post(body);
    expect(JSON.parse(text).error, text).toMatchObject({ type: 'invalid_request_error', code, param });
    expect(status).toBe(400);
    expect(app.upstream.calls).toEqual([]);
  }

  return { app, student, post, expectRefused };
}
