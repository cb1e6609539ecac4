import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newWebhookSecret } from '../../src/access/webhook-secrets.ts';
import { openStore } from '../store/sqlite/open-store.ts';
import { SERVER_FILE, spawnGateway } from '../support/gateway-process.ts';
import { LONG_RUN } from '../support/long-run.ts';
import { writeMigratedDatabase } from '../support/migrated-database.ts';
import { makeTempFolder, remove } from '../support/temp-folder.ts';
import { startReceiver } from './receiver.ts';

const PRELOAD = join(import.meta.dirname, '../support/shift-clock.ts');

function startServer(databasePath: string, clockStart: string) {
  const command = [process.execPath, '--import', PRELOAD, SERVER_FILE];
  return spawnGateway({ command, env: { JIGAP_DATABASE: databasePath, TEST_CLOCK_START: clockStart } });
}

test(
  'a server that is killed while a receiver thinks sends the same message under the same id, and the next one after it',
  LONG_RUN,
  async () => {
    const folder = makeTempFolder();
    onTestFinished(() => remove(folder));
    const databasePath = join(folder, 'jigap.db');
    writeMigratedDatabase(databasePath);
    const receiver = await startReceiver();
    const store = openStore({ path: databasePath });
    const channel = {
      kind: 'webhook',
      name: 'Ops',
      address: receiver.url,
      secret: newWebhookSecret(),
      noticeKinds: null,
    } as const;
    const now = Date.parse('2026-11-23T03:00:00Z');
    await store.noticeChannels.create({ ...channel, language: 'en', isOn: true }, { actor: 'owner', now });
    for (const served of ['gpt-one', 'gpt-two']) {
      const facts = { kind: 'model_missing', served, names: [] } as const;
      await store.notices.addNotice({ facts, classId: null, onceKey: served }, now);
    }
    await store.close();

    let arrived: () => void = () => undefined;
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    receiver.answer = () => arrived();
    const first = startServer(databasePath, '2026-11-23T03:01:00Z');
    await hasArrived;
    await first.stop('SIGKILL');

    const allArrived = new Promise<void>((resolve) => {
      receiver.answer = (_message, response) => {
        response.end();
        if (receiver.received.length === 3) resolve();
      };
    });
    const second = startServer(databasePath, '2026-11-23T03:10:00Z');
    await allArrived;
    // A stop waits for what is being sent, and notes it.
    expect(await second.stop()).toBe(0);

    const after = openStore({ path: databasePath });
    const { rows } = await after.deliveries.list({ after: null, limit: 10 });
    await after.close();
    const served = receiver.received.map(({ body }) => JSON.parse(body).data.facts.served);
    expect(served).toEqual(['gpt-one', 'gpt-one', 'gpt-two']);
    rows.reverse();
    const [one, two] = rows.map(({ messageId }) => messageId);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([one, one, two]);
    expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 2],
      ['sent', 1],
    ]);
  },
);
