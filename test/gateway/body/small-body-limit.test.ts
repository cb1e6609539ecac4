import { afterAll, beforeEach, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { wellBehaved } from '../../support/scripted-upstream.ts';

const KIB = 1024;
const LUNA = 'gpt-5.6-luna';
const BLIND = 'gpt-6-luna';
const MAX_BYTES = 20 * KIB;

/** Texts may be smaller than what is counted as a large body. */
const fixture = await startAppFixture({
  env: { JIGAP_ALLOWED_MODELS: `${LUNA},${BLIND}`, JIGAP_BODY_LIMIT_BYTES: String(MAX_BYTES) },
});
const { app, upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(wellBehaved);
});

function chat(model: string, part: object): string {
  return JSON.stringify({ model, messages: [{ role: 'user', content: [part] }], max_completion_tokens: 5 });
}

const text = (bytes: number) => ({ type: 'text', text: 'a'.repeat(bytes) });
const image = (bytes: number) => ({
  type: 'image_url',
  image_url: { url: `data:image/png;base64,${'A'.repeat(bytes)}` },
});

async function statusOf(body: string, isChunked: boolean): Promise<number> {
  const { token } = await fixture.addStudent();
  const client = await connectRaw(app.url);
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n${length}\r\n\r\n`;
  const chunk = isChunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  await client.send(head + chunk);
  const { status } = await client.response();
  client.hangUp();
  return status;
}

test.each([false, true])(
  'a limit of texts below 64 KiB holds on endpoints that take images (chunked: %s)',
  async (isChunked) => {
    expect(await statusOf(chat(LUNA, text(30 * KIB)), isChunked)).toBe(413);
    expect(await statusOf(chat(BLIND, text(30 * KIB)), isChunked)).toBe(413);
    expect(await statusOf(chat(BLIND, image(30 * KIB)), isChunked)).toBe(400);
    expect(upstream.calls).toEqual([]);
    expect(await statusOf(chat(LUNA, image(30 * KIB)), isChunked)).toBe(200);
    expect(await statusOf(chat(BLIND, text(15 * KIB)), isChunked)).toBe(200);
  },
);
