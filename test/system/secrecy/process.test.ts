import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SERVER_FILE } from '../../support/gateway-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { startServer } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { ASKS, ask } from './calls.ts';
import { leaksIn, SECRETS, WORDS } from './canaries.ts';
import { BROKEN_ENDS, BROKEN_WIRES, brokenEnd, ERROR_BODIES, refusal, wordsInPieces } from './confessions.ts';
import { startSecretServer } from './secret-server.ts';
import { tracesOf } from './traces.ts';

test('a process that serves confessions prints, stores and shows no secret of them', LONG_RUN, async () => {
  const { server, url, databasePath, upstream, api, newStudent } = await startSecretServer();
  const token = await newStudent();
  const secrets = { ...SECRETS, 'API token': token };
  const scripts = [
    ...[400, 401, 403, 404, 429, 500].flatMap((status) =>
      Object.values(ERROR_BODIES).map((body) => refusal(status, body)),
    ),
    ...Object.values(BROKEN_ENDS).map(brokenEnd),
    ...Object.values(BROKEN_WIRES),
    wordsInPieces(`${WORDS.answer} ${SECRETS.key}`, (bytes) => [bytes]),
  ];
  const received: Buffer[] = [];
  for (const [at, script] of scripts.entries()) {
    upstream.always(script);
    for (const request of [ASKS[at % ASKS.length], ASKS[1]]) {
      if (request !== undefined) received.push((await ask(url, token, request)).received);
    }
  }
  expect(leaksIn(Buffer.concat(received), secrets)).toEqual([]);

  const searched = { ...secrets, ...WORDS };
  const traces = await tracesOf({ databasePath, log: server.printed(), read: (path) => api('GET', path) });
  expect(traces.find(({ place }) => place === 'log')?.bytes.toString()).toContain('"msg":"call"');
  expect(traces.flatMap(({ place, bytes }) => leaksIn(bytes, searched).map((leak) => `${leak}: ${place}`))).toEqual([]);
  await server.stop();
  expect(leaksIn(server.printed(), searched)).toEqual([]);
});

test('a diagnostic report leaves out the environment and its keys', LONG_RUN, async () => {
  const reports = join(tempFolderForThisTest(), 'reports');
  mkdirSync(reports);
  const { server } = await startSecretServer({
    NODE_OPTIONS: `--report-on-signal --report-uncaught-exception --report-on-fatalerror --report-directory=${reports}`,
  });
  // The report is made and the server goes on, until it is ended.
  const ended = server.stop('SIGUSR2');
  await server.prints(/Node\.js report completed/);
  await server.stop('SIGKILL');
  await ended;
  const [name = ''] = readdirSync(reports);
  const report = readFileSync(join(reports, name), 'utf8');
  expect(report).toContain('"javascriptHeap"');
  expect(leaksIn(report, SECRETS)).toEqual([]);
});

test('a start that fails says the reason without a secret', async () => {
  const folder = tempFolderForThisTest();
  const server = startServer({
    command: [process.execPath, SERVER_FILE],
    cwd: folder,
    env: {
      JIGAP_ENV_FILE: 'none',
      OPENAI_API_KEY: `${SECRETS.key} with a blank`,
      JIGAP_OWNER_TOKEN: `${SECRETS['owner token']} with a blank`,
      JIGAP_PORT: SECRETS.key,
      OPENAI_BASE_URL: `https://user:${SECRETS.key}@api.test/v1`,
    },
  });
  await server.prints(/did not start/);
  await server.stop();
  expect(leaksIn(server.printed(), SECRETS)).toEqual([]);
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => /report|core|heap/.test(name))).toEqual([]);
});

test('a crash leaves no report, no core and no heap in its folder', LONG_RUN, async () => {
  const { server, folder } = await startSecretServer();
  // What Node itself does when it cannot go on.
  await server.stop('SIGABRT');
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => /report|core|heap/.test(name))).toEqual([]);
  expect(leaksIn(server.printed(), SECRETS)).toEqual([]);
});
