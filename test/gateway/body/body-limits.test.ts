import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw, type RawClient } from '../../support/raw-client.ts';
import { wellBehaved } from '../../support/scripted-upstream.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const LUNA = 'gpt-5.6-luna';
const BLIND = 'gpt-6-luna';

/** Memory of two bodies of 400 KiB of one student, and one of another. */
const fixture = await startAppFixture({
  env: {
    JIGAP_ALLOWED_MODELS: `${LUNA},${BLIND}`,
    JIGAP_BODY_LIMIT_BYTES: String(300 * KIB),
    JIGAP_IMAGE_BODY_LIMIT_BYTES: String(500 * KIB),
    JIGAP_BODY_MEMORY_BYTES: String(2 * MIB),
    JIGAP_DRAIN_SECONDS: '0',
  },
});
const { app, upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(wellBehaved);
});

const PATH = '/v1/chat/completions';

/** A body of about so many bytes, most of them an image or a text. */
function chat(bytes: number, kind: 'image' | 'text', model = LUNA): string {
  const part =
    kind === 'image'
      ? { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(bytes)}` } }
      : { type: 'text', text: 'a'.repeat(bytes) };
  return JSON.stringify({ model, messages: [{ role: 'user', content: [part] }], max_completion_tokens: 5 });
}

interface Sent {
  readonly client: RawClient;
  /** Of the answer; null where the connection ended without one. */
  readonly status: Promise<number | null>;
}

/** @param sentBytes of the body; all of it by default */
async function send({ token }: TestStudent, body: string, sentBytes = body.length, isChunked = false): Promise<Sent> {
  const client = await connectRaw(app.url);
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  const head = `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n${length}\r\n\r\n`;
  const part = body.slice(0, sentBytes);
  const chunk = isChunked ? `${part.length.toString(16)}\r\n${part}\r\n0\r\n\r\n` : part;
  void client.send(head + chunk).catch(() => {});
  const status = client.response().then(
    (response) => response.status,
    () => null,
  );
  return { client, status };
}

async function refusal(student: TestStudent, body: string, isChunked = false) {
  const { client, status } = await send(student, body, body.length, isChunked);
  const text = await status.then(() => client.received().toString());
  client.hangUp();
  const { error } = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
  return { status: await status, code: error.code, message: error.message };
}

describe('a body that is larger than texts may be', () => {
  test.each([false, true])(
    'is taken where images make it so, for a model that takes them (chunked: %s)',
    async (isChunked) => {
      const student = await fixture.addStudent();
      const { client, status } = await send(student, chat(400 * KIB, 'image'), undefined, isChunked);
      expect(await status).toBe(200);
      client.hangUp();
      expect(upstream.calls).toHaveLength(1);
    },
  );

  test.each<[string, string, number]>([
    ['of text', chat(350 * KIB, 'text'), 300 * KIB],
    [
      'with a large text beside a small image',
      chat(1000, 'image').replace('"role"', `"name":"${'a'.repeat(310 * KIB)}","role"`),
      300 * KIB,
    ],
    ['above the limit of images', chat(600 * KIB, 'image'), 500 * KIB],
  ])('is refused %s, before it costs anything', async (_what, body, maxBytes) => {
    const student = await fixture.addStudent();
    for (const isChunked of [false, true]) {
      const refused = await refusal(student, body, isChunked);
      expect(refused).toEqual({
        status: 413,
        code: 'request_too_large',
        message: expect.stringContaining(`${maxBytes} bytes`),
      });
    }
    expect([upstream.calls, await fixture.recordsOf(student)]).toEqual([[], []]);
  });

  test('is refused with an image for a model that takes none, naming one that does', async () => {
    const student = await fixture.addStudent();
    for (const isChunked of [false, true]) {
      expect(await refusal(student, chat(400 * KIB, 'image', BLIND), isChunked)).toEqual({
        status: 400,
        code: 'unsupported_parameter',
        message: expect.stringMatching(new RegExp(`^The model ${BLIND} takes no pictures .*: ${LUNA}\\.$`)),
      });
    }
    expect([upstream.calls, await fixture.recordsOf(student)]).toEqual([[], []]);
  });

  test('is refused for its head alone where the class may use no model that takes images', async () => {
    const { id } = await app.owner.newClass({ name: 'texts', allowed_models: [BLIND] });
    const student = await app.newStudent({ classId: id });
    const body = chat(400 * KIB, 'image');
    const { status, client } = await send({ id: student.student.id, token: student.token }, body, 0);
    await client.send(' '.repeat(body.length));
    expect(await status).toBe(413);
    client.hangUp();
  });
});

describe('the memory of large bodies', () => {
  /** Bodies of 400 KiB of which the last byte is missing. */
  const hold = (student: TestStudent, count: number) => {
    const body = chat(400 * KIB, 'image');
    return Promise.all(Array.from({ length: count }, () => send(student, body, body.length - 1)));
  };

  test('is half of it for one student at most: others are served meanwhile, and small bodies of everybody', async () => {
    const [greedy, other] = [await fixture.addStudent(), await fixture.addStudent()];
    const held = await hold(greedy, 5);
    await fixture.callsInFlight(5);
    const large = await send(other, chat(400 * KIB, 'image'));
    expect(await large.status).toBe(200);
    for (const student of [greedy, other])
      expect((await fixture.call(student, JSON.parse(chat(10, 'text')))).status).toBe(200);
    // The greedy student's own waiting bodies follow as soon as there is room.
    const [first, ...others] = held;
    for (const { client } of others) client.reset();
    await first?.client.send('}');
    expect(await first?.status).toBe(200);
    for (const { client } of [...held, large]) client.hangUp();
    await fixture.callsInFlight(0);
  });

  test('is free again when its student hangs up: while it is received, while it waits, and after it was answered', async () => {
    const [greedy, other] = [await fixture.addStudent(), await fixture.addStudent()];
    for (let round = 0; round < 4; round++) {
      const held = await hold(greedy, 6);
      await fixture.callsInFlight(6);
      for (const { client } of held) client.reset();
      await fixture.callsInFlight(0);
      // Two at once would not fit beside anything that was left.
      const both = [await send(other, chat(400 * KIB, 'image')), await send(other, chat(400 * KIB, 'image'))];
      expect(await Promise.all(both.map(({ status }) => status))).toEqual([200, 200]);
      for (const { client } of both) client.hangUp();
      await fixture.callsInFlight(0);
    }
  });

  test('is not needed by those who wait for it, who are refused in words after ten seconds', LONG_RUN, async () => {
    const [greedy, slow] = [await fixture.addStudent(), await fixture.addStudent()];
    const held = [...(await hold(greedy, 3)), ...(await hold(await fixture.addStudent(), 2))];
    await fixture.callsInFlight(5);
    const { status, code, message } = await refusal(slow, chat(450 * KIB, 'image'));
    expect([status, code]).toEqual([503, 'server_is_overloaded']);
    expect(message).toContain('large requests');
    for (const { client } of held) client.reset();
    await fixture.callsInFlight(0);
  });
});

test('a small body without a length needs no memory, in whatever pieces it comes', async () => {
  const [greedy, other, student] = [await fixture.addStudent(), await fixture.addStudent(), await fixture.addStudent()];
  const body = chat(400 * KIB, 'image');
  const held = await Promise.all([greedy, greedy, other, other].map((each) => send(each, body, body.length - 1)));
  await fixture.callsInFlight(4);
  const small = chat(20 * KIB, 'text');
  const client = await connectRaw(app.url);
  const head = `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${student.token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
  await client.send(head);
  for (let at = 0; at < small.length; at += 5000) {
    const piece = small.slice(at, at + 5000);
    await client.send(`${piece.length.toString(16)}\r\n${piece}\r\n`);
  }
  await client.send('0\r\n\r\n');
  expect((await client.response()).status).toBe(200);
  expect(JSON.parse(upstream.calls.at(-1)?.body ?? '').messages).toEqual(JSON.parse(small).messages);
  client.hangUp();
  for (const { client: each } of held) each.reset();
  await fixture.callsInFlight(0);
});

test('a student who leaves in the middle of a body without a length frees the slot', async () => {
  const student = await fixture.addStudent();
  const client = await connectRaw(app.url);
  await client.send(
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${student.token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"mod\r\n`,
  );
  await fixture.callsInFlight(1);
  client.reset();
  await fixture.callsInFlight(0);
});
