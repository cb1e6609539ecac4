import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeTempFolder, remove } from '../support/temp-folder.ts';
import { type DeliveryFixture, startDelivery } from './delivery-fixture.ts';
import { answerWith, startReceiver } from './receiver.ts';

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One notice to one webhook there, and what became of it. */
async function deliverTo(address: string): Promise<{ readonly fixture: DeliveryFixture; readonly outcome: unknown }> {
  const fixture = startDelivery();
  await fixture.addChannel({ kind: 'webhook', address });
  await fixture.addNotice('one');
  await fixture.job.run();
  const [delivery] = await fixture.deliveries();
  const { state, problem, status } = delivery ?? {};
  return { fixture, outcome: { state, problem, status } };
}

const waiting = (problem: string, status: number | null = null) => ({ state: 'waiting', problem, status });
const SENT = { state: 'sent', problem: null, status: null };

describe('a receiver', () => {
  test('that never answers costs one attempt', async () => {
    const host = await listen(createServer(() => undefined));
    expect((await deliverTo(`http://${host}/`)).outcome).toEqual(waiting('timed_out'));
  });

  test('that sends its status a byte at a time costs one attempt', async () => {
    const host = await listen(
      createServer((socket) => {
        const timer = setInterval(() => socket.write('H'), 20);
        socket.on('close', () => clearInterval(timer));
        socket.write('HTTP/1.1 200 OK\r\nx: ');
      }),
    );
    expect((await deliverTo(`http://${host}/`)).outcome).toEqual(waiting('timed_out'));
  });

  test('that sends headers without an end is cut off', async () => {
    const host = await listen(
      createServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write(`x: ${'y'.repeat(10_000)}\r\n`), 1);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    expect((await deliverTo(`http://${host}/`)).outcome).toEqual(waiting('unreachable'));
  });

  test('that answers 200 and a body without an end has got the message', async () => {
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const host = await listen(
      createServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const chunk = `4000\r\n${'z'.repeat(0x4000)}\r\n`;
        const timer = setInterval(() => socket.write(chunk), 1);
        socket.on('close', () => {
          clearInterval(timer);
          closed();
        });
      }),
    );
    expect((await deliverTo(`http://${host}/`)).outcome).toEqual(SENT);
    // We hang up: nothing is read on.
    await isClosed;
  });

  test('that answers 200 and garbage has got the message', async () => {
    const host = await listen(
      createServer((socket) => {
        socket.once('data', () =>
          socket.end('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 9\r\n\r\nno'),
        );
      }),
    );
    expect((await deliverTo(`http://${host}/`)).outcome).toEqual(SENT);
  });

  test('that speaks no HTTP, or hangs up, is tried again', async () => {
    const garbage = await listen(createServer((socket) => void socket.end('\u0000\u0001 hello\r\n\r\n')));
    const reset = await listen(createServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect((await deliverTo(`http://${garbage}/`)).outcome).toEqual(waiting('unreachable'));
    expect((await deliverTo(`http://${reset}/`)).outcome).toEqual(waiting('unreachable'));
  });

  test('that switches protocols, or says no more than 100 Continue, is tried again', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
    const switching = await listen(createServer((socket) => socket.once('data', () => socket.write(upgrade))));
    const continuing = await listen(
      createServer((socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 5);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    expect((await deliverTo(`http://${switching}/`)).outcome).toEqual(waiting('unreachable'));
    expect((await deliverTo(`http://${continuing}/`)).outcome).toEqual(waiting('timed_out'));
  });

  test('that redirects is not followed, wherever it points', async () => {
    const inner = await startReceiver();
    for (const status of [301, 302, 303, 307, 308]) {
      const outer = await startReceiver();
      outer.answer = answerWith(status, { location: `${inner.url}/api/classes` });
      expect((await deliverTo(outer.url)).outcome).toEqual(waiting('redirected', status));
      expect(outer.received).toHaveLength(1);
    }
    expect(inner.received).toEqual([]);
  });

  test('with a certificate that nobody signed gets nothing', async () => {
    const folder = makeTempFolder();
    onTestFinished(() => remove(folder));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', cert],
      { stdio: 'ignore' },
    );
    let requests = 0;
    const server = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
      requests += 1;
      response.end();
    });
    server.on('tlsClientError', () => undefined);
    const port = (await listen(server as unknown as Server)).split(':')[1];
    expect((await deliverTo(`https://localhost:${port}/`)).outcome).toEqual(waiting('certificate'));
    expect(requests).toBe(0);
  });

  test('whose words hold a secret has none of them in the log or in the database', async () => {
    const receiver = await startReceiver();
    const secret = 'sk-proj-EchoedByTheReceiver';
    receiver.answer = (_message, response) =>
      response.writeHead(500, secret, { 'x-echo': secret, 'retry-after': secret }).end(secret);
    const { fixture, outcome } = await deliverTo(receiver.url);
    expect(outcome).toEqual(waiting('refused', 500));
    expect(fixture.logged.join('\n')).not.toContain(secret);
    expect(readFileSync(fixture.databasePath).includes(secret)).toBe(false);
    expect(readFileSync(`${fixture.databasePath}-wal`).includes(secret)).toBe(false);
  });
});
