import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readServer } from '../../src/http/read-server.ts';
import { NOBODY } from '../support/unreachable-url.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/v1/models`);
}

describe('asking a server that the owner names', () => {
  it('sends no secret, and reads a JSON answer', async () => {
    let names: string[] = [];
    const url = await serve((request, response) => {
      names = Object.keys(request.headers).sort();
      response.end('{"data":[]}');
    });
    expect(await readServer(url)).toEqual({ kind: 'answer', status: 200, json: { data: [] } });
    expect(names).toEqual(['accept', 'accept-encoding', 'connection', 'host']);
  });

  it('follows no redirect', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await readServer(url)).toMatchObject({ kind: 'answer', status: 302 });
    expect(requests).toBe(1);
  });

  it('stops after a megabyte', async () => {
    const url = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await readServer(url)).toEqual({ kind: 'too-large' });
  });

  it('decodes nothing', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
    expect(await readServer(url)).toEqual({ kind: 'answer', status: 200, json: undefined });
  });

  it.each([
    'http://169.254.169.254/v1/models',
    'http://[fe80::1]/models',
    'http://100.100.100.200/',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
  ])('asks nobody at %s, where clouds keep credentials', async (address) => {
    expect(await readServer(new URL(address))).toEqual({ kind: 'not-allowed' });
  });

  it('says that nothing listens', async () => {
    expect(await readServer(new URL(NOBODY))).toMatchObject({ kind: 'unreachable', reason: 'refused' });
  });
});
