import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { runningUrl } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { spawnServer } from './gateway-server.ts';

function startWithFormat(format: 'text' | 'json') {
  const database = join(tempFolderForThisTest(), 'jigap.db');
  const server = spawnServer({ JIGAP_DATABASE: database, OPENAI_API_KEY: '', JIGAP_LOG_FORMAT: format });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

test('a log for people comes before the addresses, which stay the last thing on the terminal', LONG_RUN, async () => {
  const server = startWithFormat('text');
  await server.prints(/usage --by student\n/);
  const printed = server.printed();
  expect(printed).toMatch(/^\d\d:\d\d:\d\d WARN demo upstream: /m);
  expect(printed).not.toContain('"level"');
  expect(printed.slice(printed.indexOf('jigap is running'))).not.toMatch(/^\d\d:\d\d:\d\d/m);
});

for (const format of ['json', 'text'] as const)
  test(`a server whose log nobody reads any more goes on (${format})`, format === 'json' ? {} : LONG_RUN, async () => {
    const server = startWithFormat(format);
    const url = await runningUrl(server);
    await server.prints(/usage --by student\n/);
    server.stopReading();
    const headers = { authorization: 'Bearer jgp_wrong' };
    // Each is a line of the log, and they are written at the latest while the next ones come.
    for (let call = 0; call < 20; call++) expect((await fetch(`${url}/v1/models`, { headers })).status).toBe(401);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(server.hasEnded()).toBe(false);
  });
