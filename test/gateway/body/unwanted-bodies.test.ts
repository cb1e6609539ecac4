import { afterAll, expect, test } from 'vitest';
import { connectRaw, type RawClient, requestBytes } from '../../support/raw-client.ts';
import { startApp } from '../../support/running-app.ts';

const app = await startApp();
const { token } = await app.newStudent();
afterAll(() => app.stop());

const MEBIBYTE = Buffer.alloc(1024 * 1024, 'x');
const BODY = Buffer.alloc(25 * MEBIBYTE.length, 'x');
const CHAT_PATH = '/v1/chat/completions';
const SOUND_PATH = '/v1/audio/transcriptions';
const HEADERS = { 'content-type': 'application/json', authorization: `Bearer ${token}` };

/** A closed connection is heard of in a later turn. */
const nextTurn = () => new Promise<boolean>((resolve) => setImmediate(resolve, true));

async function statusOfModels(client: RawClient): Promise<number> {
  await client.request({ method: 'GET', path: '/v1/models', headers: HEADERS });
  return (await client.response()).status;
}

/** A client that has sent its first bytes, and the rest of them. */
async function begin(path: string, headers: Readonly<Record<string, string>>) {
  const bytes = requestBytes({ path, headers: { ...HEADERS, ...headers }, body: BODY });
  const client = await connectRaw(app.url);
  await client.send(bytes.subarray(0, 1000));
  return { client, rest: bytes.subarray(1000) };
}

// Closing while the client still sends resets the connection: the answer could be lost, and the official client would send
// the body again, twice. A client that needs longer for its body than a request may take has its answer, too.
test.each([
  [413, CHAT_PATH],
  [404, SOUND_PATH],
])(
  'a body is answered with %i before it has come, and read to its end before the connection closes',
  async (status, path) => {
    const { client, rest } = await begin(path, { connection: 'close' });
    expect((await client.response()).status).toBe(status);
    await client.send(rest.subarray(0, -1));
    // Two whole calls later it would have been closed.
    const other = await connectRaw(app.url);
    expect([await statusOfModels(other), await statusOfModels(other)]).toEqual([200, 200]);
    other.hangUp();
    await client.send(rest.subarray(-1));
    expect((await client.closed).error).toBeNull();
    expect(app.upstream.calls).toEqual([]);
  },
);

test('a body that was refused before it came leaves the connection open for the next request', async () => {
  const { client, rest } = await begin(SOUND_PATH, {});
  expect((await client.response()).status).toBe(404);
  await client.send(rest);
  expect(await statusOfModels(client)).toBe(200);
  client.hangUp();
});

test('a body that goes on for more than 64 MiB behind its refusal is cut off', async () => {
  const { client } = await begin(CHAT_PATH, { 'content-length': String(2 ** 40) });
  expect((await client.response()).status).toBe(413);
  const closed = client.closed.then(() => false);
  let sent = 0;
  const sendOne = () => client.send(MEBIBYTE).then(nextTurn, () => false);
  while (sent < 1000 && (await Promise.race([closed, sendOne()]))) sent++;
  expect(sent).toBeGreaterThanOrEqual(64);
  expect(sent).toBeLessThan(1000);
});
