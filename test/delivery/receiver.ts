import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came, byte for byte. */
  readonly body: string;
}

export interface Receiver {
  readonly port: number;
  /** Everything that arrived whole, in the order in which it did. */
  readonly received: ReceivedMessage[];
  /** Without a path. */
  readonly url: string;
  /** What it answers from now on; 200 before. */
  answer: (message: ReceivedMessage, response: ServerResponse) => void;
  stop(): Promise<void>;
}

/** A real server on 127.0.0.1 that keeps what it is sent. @param port 0: any that is free */
export async function startReceiver(port = 0): Promise<Receiver> {
  const received: ReceivedMessage[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const message = { path: request.url ?? '', headers: request.headers, body };
      received.push(message);
      receiver.answer(message, response);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  const bound = (server.address() as AddressInfo).port;
  const receiver: Receiver = {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    received,
    answer: (_message, response) => response.end('ok'),
    stop,
  };
  return receiver;
}

/** Answers every message with this status from now on. */
export function answerWith(status: number, headers: Record<string, string> = {}): Receiver['answer'] {
  return (_message, response) => response.writeHead(status, headers).end('a word that nobody may repeat');
}
