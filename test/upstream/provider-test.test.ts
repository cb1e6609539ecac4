import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openAiUpstream } from '../support/openai-upstream.ts';
import { NOBODY } from '../support/unreachable-url.ts';

const KEY = 'sk-proj-TheKeyThatIsTried0123456789';
const servers: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function testWith(baseUrl: string) {
  const upstream = openAiUpstream({ baseUrl, key: KEY, timeoutMs: 5000 });
  try {
    return await upstream.keys?.test(0);
  } finally {
    await upstream.close();
  }
}

async function testAnswer(answer: RequestListener) {
  return testWith(`http://127.0.0.1:${await listen(createServer(answer))}/v1`);
}

const sends =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

describe('the test of a provider', () => {
  it('asks for the list of models with the key, and returns the ids', async () => {
    const seen: string[] = [];
    const tested = await testAnswer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      sends(200, '{"data":[{"id":"llama"},{"id":7},null,{"id":"bert:latest"}]}')(request, response);
    });
    expect(tested).toEqual({ outcome: 'listed', status: 200, models: ['llama', 'bert:latest'] });
    expect(seen).toEqual([`GET /v1/models Bearer ${KEY}`]);
  });

  it.each<[string, number, RequestListener]>([
    ['key_refused', 401, sends(401, `{"error":{"message":"${KEY}"}}`)],
    ['key_refused', 403, sends(403, '')],
    ['rate_limited', 429, sends(429, '{}')],
    ['redirect', 302, sends(302, '', { location: 'http://127.0.0.1:9/v1/models' })],
    ['not_found', 404, sends(404, '<h1>Not found</h1>')],
    ['not_found', 400, sends(400, 'The plain HTTP request was sent to HTTPS port')],
    ['server_error', 502, sends(502, '')],
    ['not_openai', 200, sends(200, '<!doctype html>')],
    ['not_openai', 200, sends(200, '{"models":[]}')],
    ['not_openai', 200, sends(200, '[]')],
    ['not_openai', 200, sends(200, 'x'.repeat(5 * 1024 * 1024))],
    ['not_openai', 200, sends(200, '{"data":[]}', { 'content-encoding': 'gzip' })],
    ['no_http', 0, (request) => request.socket.destroy()],
  ])('says %s of an answer with status %i, and nothing of its text', async (outcome, status, answer) => {
    expect(await testAnswer(answer)).toEqual({ outcome, status: status === 0 ? null : status, models: null });
  });

  it('tells apart what does not answer', async () => {
    const plain = await listen(createServer(sends(200, '{"data":[]}')));
    const noise = await listen(
      createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.9\r\n')),
    );
    const outcomes = await Promise.all(
      [
        NOBODY,
        'http://no-such-machine.invalid/v1',
        `https://127.0.0.1:${plain}/v1`,
        `http://127.0.0.1:${noise}/v1`,
      ].map(async (url) => (await testWith(url))?.outcome),
    );
    expect(outcomes).toEqual(['unreachable', 'unknown_host', 'tls', 'no_http']);
  });
});
