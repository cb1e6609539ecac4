import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EncodedAnswerError, LargeAnswerError, sendRequest } from '../../src/http/send-request.ts';

const TEXT = '{"data":"안녕"}';

async function serving(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path?x=1`);
}

/** The bytes as they are, and then the end of the connection. */
async function servingBytes(bytes: string | Buffer): Promise<URL> {
  const server = createTcpServer((socket) => {
    socket.once('data', () => socket.end(bytes)).on('error', () => {});
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const get = (url: URL, signal = AbortSignal.timeout(20_000), maxBytes = 1000) =>
  sendRequest({ method: 'GET', url, headers: {}, signal, maxBytes });

test('sendRequest sends method, headers and body, and accepts no coding', async () => {
  let seen: unknown;
  const url = await serving((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization, 'accept-encoding': coding, 'content-length': length } = request.headers;
      seen = { method: request.method, url: request.url, body: Buffer.concat(chunks).toString(), authorization };
      response.writeHead(201, { 'x-coding': String(coding), 'x-length': String(length) }).end(TEXT);
    });
  });
  const headers = { authorization: 'Bearer x' };
  const sent = { method: 'POST', url, headers, body: TEXT, signal: AbortSignal.timeout(20_000), maxBytes: 1000 };
  const answer = await sendRequest(sent);
  expect({ status: answer.status, body: answer.body.toString() }).toEqual({ status: 201, body: TEXT });
  expect(answer.headers).toMatchObject({ 'x-coding': 'identity', 'x-length': String(Buffer.byteLength(TEXT)) });
  expect(seen).toEqual({ method: 'POST', url: '/path?x=1', body: TEXT, authorization: 'Bearer x' });
});

describe('sendRequest on an encoded answer', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['identity, gzip', gzipSync(TEXT)],
    ['gzip', Buffer.from('not gzip at all')],
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
  ])('throws before it decodes %s', async (coding, body) => {
    const url = await serving((_request, response) => {
      response.on('error', () => {});
      response.writeHead(200, { 'content-encoding': coding }).end(body);
    });
    await expect(get(url)).rejects.toThrow(EncodedAnswerError);
  });

  test('throws at a transfer coding, too', async () => {
    const body = gzipSync(TEXT);
    const head = `HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n${body.length.toString(16)}\r\n`;
    const url = await servingBytes(Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n0\r\n\r\n')]));
    await expect(get(url)).rejects.toThrow(EncodedAnswerError);
  });

  test.each(['identity', 'Identity', ' identity ', ''])(
    'an answer in the content coding %j, which is none, is read',
    async (coding) => {
      const url = await serving((_request, response) => {
        response.writeHead(200, { 'content-encoding': coding }).end(TEXT);
      });
      expect((await get(url)).body.toString()).toBe(TEXT);
    },
  );
});

test('sendRequest returns a redirect, and does not follow it', async () => {
  let requests = 0;
  const url = await serving((_request, response) => {
    requests++;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect((await get(url)).status).toBe(307);
  expect(requests).toBe(1);
});

test('sendRequest aborts an answer that is too long or never ends', async () => {
  const url = await serving((_request, response) => {
    response.on('error', () => {});
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(500)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  await expect(get(url)).rejects.toThrow(LargeAnswerError);
});

test('sendRequest throws at an answer that is cut off', async () => {
  const url = await servingBytes('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
  await expect(get(url)).rejects.toThrow();
});

test.each<[string, RequestListener]>([
  ['before the answer', () => {}],
  ['in the middle of it', (_request, response) => void response.writeHead(200).write('half')],
])('sendRequest throws the reason of the signal at silence %s', async (_when, listener) => {
  const url = await serving(listener);
  await expect(get(url, AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('sendRequest throws the code of the system when nothing listens at the address', async () => {
  await expect(get(new URL('http://127.0.0.1:1/'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
