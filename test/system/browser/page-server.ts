import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

export interface PageServer {
  readonly origin: string;
  /** The same pages under another name: another origin to a browser. */
  readonly otherOrigin: string;
  stop(): Promise<void>;
}

const PAGE = `<!doctype html><link rel="icon" href="data:,"><title>A page</title>
<script type="module" src="/chat-in-page.js"></script>`;
const CLIENT_FOLDER = join(import.meta.dirname, '../../../node_modules/openai');

/** A page with its script, and the openai package beside it as it comes from the registry. */
export async function servePages(): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    otherOrigin: `http://localhost:${port}`,
    stop: () => stop(server),
  };
}

async function answer(url: string, response: ServerResponse): Promise<void> {
  if (url.startsWith('/openai/')) {
    const path = normalize(url.slice('/openai'.length));
    const text = await readFile(join(CLIENT_FOLDER, path));
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
  } else if (url === '/chat-in-page.js') {
    const text = await readFile(join(import.meta.dirname, 'chat-in-page.js'));
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
  } else {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
