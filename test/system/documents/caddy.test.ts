import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf } from '../../repository/document-blocks.ts';
import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';
import { chatStreamText, type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { freePort, type ServerProcess, startServer } from '../../support/server-process.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

/** Caddy as docs/internet.en.md sets it up, but for the certificate, which is its own, and the ports. */
const NAME = 'class.example';
const folder = makeTempFolder();
let upstream: ScriptedUpstream;
let gateway: GatewayProcess;
let caddy: ServerProcess;
let port: number;
let certificate: Buffer;
let token: string;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  port = await freePort();
  gateway = await startGateway({
    env: {
      OPENAI_API_KEY: 'sk-of-the-tests-0123456789',
      OPENAI_BASE_URL: upstream.url,
      JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna',
      JIGAP_PUBLIC_URL: `https://${NAME}:${port}`,
      JIGAP_TRUST_PROXY: '127.0.0.1',
      JIGAP_ADDRESS_FAILURES_PER_MINUTE: '2',
      JIGAP_HANG_UP: 'cancel',
    },
  });
  caddy = await startCaddy();
  const student = await gateway.owner.call('POST', '/api/students', { name: 'Kim' });
  ({ token } = await gateway.owner.call('POST', `/api/students/${student.id}/tokens`, {}));
});

afterAll(async () => {
  await caddy.stop();
  await gateway.stop();
  await upstream.stop();
  remove(folder);
});

/** The document's own Caddyfile with an address of this machine. */
async function startCaddy(): Promise<ServerProcess> {
  const [block] = blocksOf('docs/internet.en.md').filter(({ language }) => language === 'caddyfile');
  const { port: behind } = new URL(gateway.url);
  const site = (block?.code ?? '')
    .replace(`${NAME} {`, `https://${NAME}:${port} {\n\tbind 127.0.0.1\n\ttls internal`)
    .replace('127.0.0.1:8080', `127.0.0.1:${behind}`);
  expect(site).toContain(`:${behind}`);
  const file = join(folder, 'Caddyfile');
  const storage = join(folder, 'caddy');
  const options = `admin off\nauto_https disable_redirects\nskip_install_trust\nstorage file_system ${storage}`;
  writeFileSync(file, `{\n${options}\n}\n${site}`);
  const server = startServer({
    command: ['caddy', 'run', '--config', file, '--adapter', 'caddyfile'],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder },
  });
  await server.prints(/serving initial configuration/);
  const root = join(storage, 'pki/authorities/local/root.crt');
  while (!existsSync(root)) await new Promise((resolve) => setTimeout(resolve, 50));
  certificate = readFileSync(root);
  return server;
}

interface Call {
  readonly path: string;
  readonly as?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call({ path, as = token, body, headers = {} }: Call): Promise<IncomingMessage> {
  const sent = request({
    ...{ host: '127.0.0.1', port, path, servername: NAME, ca: certificate, agent: false },
    method: body === undefined ? 'GET' : 'POST',
    headers: { host: `${NAME}:${port}`, authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

const STREAM = { model: 'gpt-3.5-turbo', stream: true, messages: [{ role: 'user', content: 'Hello!' }] };
const CHAT = '/v1/chat/completions';

test('passes each event of a stream before the next one is there', async () => {
  upstream.always(async (seen, act) => {
    if (seen.json === undefined) return act.json(200, { object: 'list', data: [] });
    const [first = '', ...rest] = chatStreamText(seen, { chunks: ['one', 'two'] });
    act.head(200, { 'content-type': 'text/event-stream' });
    await act.write(first);
    await act.gate('the first event has come');
    for (const event of rest) await act.write(event);
    act.end();
    return undefined;
  });
  const response = await call({ path: CHAT, body: STREAM });
  expect(response.statusCode).toBe(200);
  const [firstBytes] = (await once(response.setEncoding('utf8'), 'data')) as [string];
  expect(firstBytes).toMatch(/^data: \{/);
  // Only now does the provider go on.
  upstream.open('the first event has come');
  let rest = '';
  for await (const bytes of response) rest += bytes;
  expect(rest).toContain('[DONE]');
});

test('tells jigap at once when a student hangs up', async () => {
  const seen: Promise<void>[] = [];
  upstream.always(async (one, act) => {
    if (one.json === undefined) return act.json(200, { object: 'list', data: [] });
    seen.push(one.socketClosed);
    act.head(200, { 'content-type': 'text/event-stream' });
    await act.write(chatStreamText(one, { chunks: ['one'] })[0] ?? '');
    return act.hang();
  });
  const response = await call({ path: CHAT, body: STREAM });
  await once(response, 'data');
  response.destroy();
  // The provider says nothing more, so nothing but the hang-up can close its connection.
  await seen[0];
});

test('lets no client say which address it has', async () => {
  const statuses: (number | undefined)[] = [];
  for (let n = 1; n <= 3; n++) {
    const headers = { 'x-forwarded-for': `203.0.113.${n}`, 'cf-connecting-ip': `203.0.113.${n}` };
    const answer = await call({ path: CHAT, as: `jgp_wrong${n}`, body: STREAM, headers });
    answer.resume();
    statuses.push(answer.statusCode);
  }
  expect(statuses).toEqual([401, 401, 429]);
});

test('leads to pages with the address of students, by https', async () => {
  const answer = await call({ path: '/join', headers: { 'x-forwarded-host': 'evil.example' } });
  answer.resume();
  expect(answer.headers['strict-transport-security']).toMatch(/^max-age=/);
  const schoolClass = await gateway.owner.call('POST', '/api/classes', { name: 'AI 101' });
  expect(schoolClass.join_link).toBe(`https://${NAME}:${port}/join?code=${schoolClass.join_code}`);
});
