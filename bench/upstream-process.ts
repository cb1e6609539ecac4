/** The scripted upstream: bare node:http, which answers every call as it was last told over IPC. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ALLOWED_MODELS,
  EMBEDDING_MODEL,
  JSON_ANSWER,
  largeAnswer,
  STREAM_CHUNK,
  STREAM_END,
  type UpstreamScript,
} from './upstream-script.ts';

const MODELS = JSON.stringify({
  object: 'list',
  data: [...ALLOWED_MODELS, EMBEDDING_MODEL].map((id) => ({ id, object: 'model', created: 0, owned_by: 'bench' })),
});
const JSON_HEAD = { 'content-type': 'application/json', 'content-length': String(JSON_ANSWER.length) };
const STREAM_HEAD = { 'content-type': 'text/event-stream; charset=utf-8' };

const PIECE_BYTES = 64 * 1024;

let script: UpstreamScript = { kind: 'json' };
let large: Buffer = Buffer.alloc(0);

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(MODELS);
    return;
  }
  request.resume().once('end', () => {
    if (script.kind === 'json') response.writeHead(200, JSON_HEAD).end(JSON_ANSWER);
    else if (script.kind === 'large') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': large.length });
      sendPieces(response, large, 0);
    } else stream(response, script.chunks, script.everyMs);
  });
});

function stream(response: ServerResponse, chunks: number, everyMs: number): void {
  response.writeHead(200, STREAM_HEAD);
  let left = chunks;
  /** @returns whether more follows */
  const write = (): boolean => {
    left -= 1;
    if (left > 0) response.write(STREAM_CHUNK);
    else response.end(STREAM_END);
    return left > 0;
  };
  if (everyMs === 0) {
    const writeAll = () => write() && !response.destroyed && setImmediate(writeAll);
    writeAll();
    return;
  }
  // A timer for each stream: their chunks come one by one, as from a provider, and not in step.
  const timer = setInterval(() => write() || clearInterval(timer), everyMs);
  response.once('close', () => clearInterval(timer));
  write();
}

/** A piece in each turn, so that all answers go on at once. */
function sendPieces(response: ServerResponse, bytes: Buffer, from: number): void {
  if (response.destroyed) return;
  const end = from + PIECE_BYTES;
  const next = () => sendPieces(response, bytes, end);
  if (end >= bytes.length) response.end(bytes.subarray(from));
  else if (response.write(bytes.subarray(from, end))) setImmediate(next);
  else response.once('drain', next);
}

process.on('message', (told: UpstreamScript) => {
  script = told;
  if (told.kind === 'large') large = largeAnswer();
  process.send?.('told');
});
process.once('disconnect', () => process.exit());
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
