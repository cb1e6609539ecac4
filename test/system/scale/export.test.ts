import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LARGE_SCHOOL, writeLargeSchool } from '../../support/large-school.ts';
import { longestTurn } from '../../support/longest-turn.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

const MIB = 1024 * 1024;
/** Of CPU in one turn of the event loop: a piece passes through, and calls go on. */
const MAX_TURN_MS = 200;
/** Beyond what there was before, the reader of the test included. A million records are 470 MB of JSON. */
const MAX_GROWTH_BYTES = 300 * MIB;

const folder = makeTempFolder();
let app: RunningApp;
beforeAll(async () => {
  const databasePath = join(folder, 'jigap.db');
  await writeLargeSchool(databasePath);
  app = await startApp({ databasePath });
});
afterAll(async () => {
  await app.stop();
  remove(folder);
});

async function download(query: string): Promise<Response> {
  const headers = { authorization: `Bearer ${app.ownerToken}` };
  const response = await fetch(`${app.url}/api/export${query}`, { headers });
  expect(response.status).toBe(200);
  return response;
}

/** @returns how much more memory there was in use at the worst moment than before */
async function growth(act: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  return most - before;
}

describe(`an export of ${LARGE_SCHOOL.calls} calls`, () => {
  it.each(['json', 'csv'])('takes bounded memory, and no turn of the event loop is long: %s', async (format) => {
    let bytes = 0;
    let turn = 0;
    const grown = await growth(async () => {
      turn = await longestTurn(async () => {
        const response = await download(`?format=${format}`);
        for await (const chunk of response.body ?? []) bytes += chunk.length;
      });
    });
    const megabytes = (bytes / 1_000_000).toFixed(0);
    process.stdout.write(
      `${format}: ${megabytes} MB, ${(grown / MIB).toFixed(0)} MiB more memory, ${turn.toFixed(1)} ms CPU in the longest turn\n`,
    );
    expect(bytes).toBeGreaterThan(20_000_000);
    expect(grown).toBeLessThan(MAX_GROWTH_BYTES);
    expect(turn).toBeLessThan(MAX_TURN_MS);
  });

  it('has every call once, in the order of time, although calls are made meanwhile', async () => {
    const { token } = await app.newStudent();
    const response = await download('');
    const lines = createInterface({ input: Readable.fromWeb(response.body as never) });
    let calls = 0;
    let last = 0;
    let end = '';
    for await (const line of lines) {
      end = line;
      const found = /^\{"type":"calls","id":(\d+),/.exec(line);
      if (found === null) continue;
      calls += 1;
      if (calls === 1000)
        await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] });
      expect(Number(found[1])).toBeGreaterThan(last);
      last = Number(found[1]);
    }
    expect(calls).toBe(LARGE_SCHOOL.calls);
    expect(JSON.parse(end)).toMatchObject({ type: 'end', counts: { calls, students: LARGE_SCHOOL.students + 1 } });
  });

  it('makes a backup meanwhile whose turns are short', async () => {
    const turn = await longestTurn(() => app.api('POST', '/api/backups'));
    process.stdout.write(`a backup: ${turn.toFixed(1)} ms CPU in the longest turn\n`);
    expect(turn).toBeLessThan(MAX_TURN_MS);
  });
});
