/** The scripted upstream: bare node:http, which answers every call as it was last told over IPC. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JSON_ANSWER, MODEL, STREAM_CHUNK, STREAM_END, type UpstreamScript } from './upstream-script.ts';

const MODELS = JSON.stringify({
  object: 'list',
  data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'bench' }],
});
const JSON_HEAD = { 'content-type': 'application/json', 'content-length': String(JSON_ANSWER.length) };
const STREAM_HEAD = { 'content-type': 'text/event-stream; charset=utf-8' };

let script: UpstreamScript = { kind: 'json' };

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(MODELS);
    return;
  }
  request.resume().once('end', () => {
    if (script.kind === 'json') response.writeHead(200, JSON_HEAD).end(JSON_ANSWER);
    else stream(response, script.chunks, script.everyMs);
  });
});

function stream(response: ServerResponse, chunks: number, everyMs: number): void {
  response.writeHead(200, STREAM_HEAD);
  let left = chunks;
  const write = () => {
    left -= 1;
    if (left > 0) {
      response.write(STREAM_CHUNK);
      return;
    }
    clearInterval(timer);
    response.end(STREAM_END);
  };
  // A timer for each stream: their chunks come one by one, as from a provider, and not in step.
  const timer = setInterval(write, everyMs);
  response.once('close', () => clearInterval(timer));
  write();
}

process.on('message', (told: UpstreamScript) => {
  script = told;
  process.send?.('told');
});
process.once('disconnect', () => process.exit());
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
