import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';

export interface ReceivedNotice {
  /** The webhook-id. */
  readonly id: string;
  readonly type: string;
  readonly noticeId: number;
  readonly title: string;
}

/** A program of the owner's that gets the webhooks of jigap on a real port, and can be down. */
export class NoticeReceiver {
  readonly received: ReceivedNotice[] = [];
  /** whsec_..., as jigap showed it; every message is checked against it. */
  secret = '';
  readonly #server = createServer((request, response) => {
    void readBody(request).then((body) => {
      this.#take(request, body);
      response.writeHead(204).end();
    });
  });
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/notices`;
  }

  /** On the same port as before. */
  async start(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    if (this.#port === 0) onTestFinished(() => this.stop());
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** From now on connections are refused. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #take({ headers }: IncomingMessage, body: string): void {
    const id = String(headers['webhook-id']);
    const signed = `${id}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(this.secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(String(headers['webhook-signature']).split(' ')).toContain(`v1,${signature}`);
    const { type, data } = JSON.parse(body);
    this.received.push({ id, type, noticeId: data.notice_id, title: data.title });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
