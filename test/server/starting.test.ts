import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectRaw } from '../support/raw-client.ts';
import { newSignal } from '../support/signal.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { onChat, sendChat, spawnServer, startGatewayServer } from './gateway-server.ts';

/** What a process says that does not start, and its exit code. */
async function refusal(env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }> {
  const process = spawnServer(env);
  const said = await process.prints(/jigap did not start: .*\n/);
  // A signal that changes nothing: it ends by itself.
  return { code: await process.stop('SIGCONT'), said };
}

test('a second process on the same database says so and ends; the first one goes on', async () => {
  const first = await startGatewayServer();
  const second = await refusal({ JIGAP_DATABASE: first.databasePath });
  expect(second.code).toBe(1);
  expect(second.said).toBe(
    `jigap did not start: another jigap is using ${first.databasePath}: stop it first, or give this one a database of its own with JIGAP_DATABASE\n`,
  );
  const client = await connectRaw(first.url);
  await sendChat(client, await first.newStudent());
  expect((await client.response()).status).toBe(200);
});

test('a killed process leaves no lock behind, and the next start tells the owner what was open', async () => {
  const first = await startGatewayServer();
  const client = await connectRaw(first.url);
  const reached = newSignal();
  first.upstream.always(
    onChat(async (_call, act) => {
      reached.fire();
      await act.hang();
    }),
  );
  await sendChat(client, await first.newStudent());
  await reached.reached;
  await first.process.stop('SIGKILL');

  const { databasePath } = first;
  const second = await startGatewayServer({ databasePath });
  expect(second.process.printed()).toContain('the last process died with calls running');
  const { data } = await second.api('GET', '/api/incidents?open=true');
  expect(data).toMatchObject([{ kind: 'crash', refunded_usd: 0 }]);
  const { refunded_usd } = await second.api('POST', `/api/incidents/${data[0].id}/refund`, {});
  expect(refunded_usd).toBe(data[0].charged_usd);
});

test('a file that is no database ends the start with a sentence, not with a stack', async () => {
  const path = join(tempFolderForThisTest(), 'diary.db');
  writeFileSync(path, 'my diary, not a database\n'.repeat(100));
  const { code, said } = await refusal({ JIGAP_DATABASE: path });
  expect(code).toBe(1);
  expect(said).toContain(`cannot use ${path}: file is not a database.`);
  expect(said).not.toContain('    at ');
});

test('a wrong setting ends the start with its name', async () => {
  const { code, said } = await refusal({ JIGAP_DATABASE: join(tempFolderForThisTest(), 'x.db'), JIGAP_PORT: 'eighty' });
  expect(code).toBe(1);
  expect(said).toContain('the settings have 1 fault');
});
