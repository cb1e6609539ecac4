import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { CHAT, startAppFixture } from '../../support/app-fixture.ts';
import { connectRaw } from '../../support/raw-client.ts';

const fixture = await startAppFixture();
afterAll(() => fixture.stop());

const PATH = '/v1/chat/completions';
const BODY = JSON.stringify(CHAT);

function head(connection: string): string {
  return (
    `POST ${PATH} HTTP/1.1\r\nhost: jigap\r\nauthorization: Bearer jgp_wrong\r\nconnection: ${connection}\r\n` +
    `content-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`
  );
}

describe('a wrong token whose body is still to come', () => {
  test('is answered at once, and the connection serves the next request', async () => {
    const { token } = await fixture.addStudent();
    const client = await connectRaw(fixture.app.url);
    await client.send(head('keep-alive'));
    const refused = await client.response();
    expect(refused.status).toBe(401);
    await client.send(BODY);
    await client.request({
      path: PATH,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: BODY,
    });
    expect((await client.response()).status).toBe(200);
    client.hangUp();
  });

  test('is answered at once where the connection ends with it, which it does behind the body: no reset loses the answer', async () => {
    const client = await connectRaw(fixture.app.url);
    await client.send(head('close'));
    await client.until('invalid_api_key');
    expect(await Promise.race([client.closed, wait(100, 'open')])).toBe('open');
    await client.send(BODY);
    expect((await client.response()).status).toBe(401);
    expect((await client.closed).error).toBeNull();
  });
});
