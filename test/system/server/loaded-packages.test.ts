import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { SERVER_FILE, startGateway } from '../../support/gateway-process.ts';
import { UNDICI_OF_NODE } from './undici-of-node.ts';

/** Not imported: its hook would stay in this process. */
const PRINT_PACKAGES = fileURLToPath(new URL('./print-packages.ts', import.meta.url));
/** Each takes memory for as long as the server runs; most servers never need it. */
const RARELY_NEEDED = ['@fastify/ajv-compiler', '@fastify/swagger', 'ajv', 'nodemailer', 'yaml', 'yazl'];
/** What brings `pg`, by name. */
const OF_POSTGRES = /loads (pg\S*|postgres-\S+|split2|xtend)\n/;
const HAS_TEMPORAL = 'Temporal' in globalThis;

test('a start loads no package that is rarely needed; each is loaded by the first request that needs it', async () => {
  const { server, url, owner, stop } = await startGateway({
    command: [process.execPath, '--import', PRINT_PACKAGES, SERVER_FILE],
  });
  onTestFinished(async () => void (await stop()));
  await server.prints(/loads fastify\n/);
  const isLoaded = (name: string) => server.printed().includes(`loads ${name}\n`);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(RARELY_NEEDED.filter(isLoaded)).toEqual([]);
  expect(isLoaded('temporal-polyfill')).toBe(!HAS_TEMPORAL);
  expect((await owner.send('POST', '/api/classes', { name: 1 })).status).toBe(400);
  expect(isLoaded('ajv')).toBe(true);
  expect(isLoaded('@fastify/swagger')).toBe(false);
  const { paths } = (await (await fetch(`${url}/api/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(paths)).toContain('/api/classes');
  expect(isLoaded('@fastify/swagger')).toBe(true);
  await server.stop();
  expect(isLoaded(UNDICI_OF_NODE)).toBe(false);
  expect(server.printed()).not.toMatch(OF_POSTGRES);
});
