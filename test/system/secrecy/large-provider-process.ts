import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A provider in a process of its own: embeddings are answered with 46 MiB, a chat with `top_logprobs` with 20 MiB, any
 * other chat at once. Prints its address.
 */

const MIB = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

const vector = Array.from({ length: 1536 }, (_, at) => (Math.sin(at) / 30).toFixed(17)).join(',');
const embedding = `{"object":"embedding","index":0,"embedding":[${vector}]}`;
const EMBEDDINGS = repeated(
  '{"object":"list","data":[',
  embedding,
  '],"model":"m","usage":{"prompt_tokens":1000,"total_tokens":1000}}',
  46 * MIB,
);

const other = '{"token":" word","logprob":-12.2345,"bytes":[32,119,111,114,100]}';
const logprob = `{"token":" word","logprob":-0.1,"bytes":[32,119],"top_logprobs":[${Array(20).fill(other).join(',')}]}`;
const CANDIDATES = repeated(
  '{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop","logprobs":{"content":[',
  logprob,
  ']}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}',
  20 * MIB,
);

const SMALL = Buffer.from(
  '{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}',
);

function repeated(start: string, one: string, end: string, bytes: number): Buffer {
  const count = Math.floor(bytes / (one.length + 1));
  return Buffer.from(`${start}${`${one},`.repeat(count - 1)}${one}${end}`);
}

/** As fast as it is read, and a piece at a time, so that this process delays no other call. */
function send(response: ServerResponse, bytes: Buffer, from = 0): void {
  if (response.destroyed) return;
  const end = from + PIECE_BYTES;
  const next = () => send(response, bytes, end);
  if (end >= bytes.length) response.end(bytes.subarray(from));
  else if (response.write(bytes.subarray(from, end))) setImmediate(next);
  else response.once('drain', next);
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (piece: string) => {
    body += piece;
  });
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.url === '/v1/embeddings') send(response, EMBEDDINGS);
    else if (body.includes('"top_logprobs"')) send(response, CANDIDATES);
    else response.end(SMALL);
  });
  response.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`provider at http://127.0.0.1:${(server.address() as AddressInfo).port}/v1\n`);
});
