import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ChannelKind } from '../../src/access/channel-address.ts';
import { newWebhookSecret } from '../../src/access/webhook-secrets.ts';
import { DeliveryJob } from '../../src/delivery/delivery-job.ts';
import { createSendDelivery, type SendDelivery, type SendDeps } from '../../src/delivery/send-delivery.ts';
import type { Delivery } from '../../src/store/delivery-store.ts';
import type { NewNoticeChannel, NoticeChannel } from '../../src/store/notice-channel-store.ts';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../store/sqlite/open-store.ts';
import { TestClock } from '../support/clock.ts';
import { makeMemoryFolder, writeMigratedDatabase } from '../support/migrated-database.ts';
import { remove } from '../support/temp-folder.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export interface DeliveryFixture {
  readonly store: Store;
  readonly clock: TestClock;
  readonly job: DeliveryJob;
  readonly databasePath: string;
  /** What was logged, as text. */
  readonly logged: string[];
  addChannel(channel: Partial<NewNoticeChannel> & { readonly kind: ChannelKind; readonly address: string }): Promise<{
    readonly channel: NoticeChannel;
    readonly secret: string;
  }>;
  /** A notice about a backup. @returns its id */
  addNotice(reason: string): Promise<number>;
  /** Lets the clock run in steps of a minute, and the job look at the outbox at each. */
  runFor(ms: number): Promise<void>;
  /** Oldest first. */
  deliveries(): Promise<Delivery[]>;
  /** Another process over the same store. */
  newJob(send?: SendDelivery): DeliveryJob;
}

export interface FixtureOptions {
  readonly send?: (deps: SendDeps) => SendDelivery;
  readonly deps?: Partial<SendDeps>;
  readonly wrapStore?: (store: Store) => Store;
}

/** The outbox over a database of its own, a clock that only tests move, and real sockets. */
export function startDelivery({
  send = createSendDelivery,
  deps = {},
  wrapStore,
}: FixtureOptions = {}): DeliveryFixture {
  const folder = makeMemoryFolder();
  const databasePath = join(folder, 'jigap.db');
  writeMigratedDatabase(databasePath);
  const opened = openStore({ path: databasePath });
  const store = wrapStore?.(opened) ?? opened;
  const clock = new TestClock();
  const logged: string[] = [];
  const keep = (details: object, message: string) => void logged.push(`${JSON.stringify(details)} ${message}`);
  const logger = { warn: keep, error: keep };
  const sendDeps: SendDeps = {
    describe: async ({ facts }) => ({
      title: 'The backup failed',
      text: facts.kind === 'model_missing' ? facts.served : '',
      path: '/dashboard/settings',
    }),
    mailer: null,
    publicUrl: 'https://jigap.example',
    now: clock.now,
    timeoutMs: 300,
    ...deps,
  };
  const newJob = (sender = send(sendDeps)) =>
    new DeliveryJob({
      ...{ deliveries: store.deliveries, send: sender, logger, now: clock.now },
      close: () => sendDeps.mailer?.sender.close(),
    });
  const job = newJob();
  onTestFinished(async () => {
    job.stop();
    await job.drain();
    await opened.close();
    remove(folder);
  });
  let notices = 0;
  return {
    ...{ store, clock, job, databasePath, logged, newJob },
    async addChannel(channel) {
      const secret = newWebhookSecret();
      const made = await store.noticeChannels.create(
        {
          name: 'Ops',
          noticeKinds: null,
          language: 'en',
          isOn: true,
          secret: channel.kind === 'webhook' ? secret : null,
          ...channel,
        },
        { actor: 'owner', now: clock.now() },
      );
      return { channel: made, secret };
    },
    async addNotice(reason) {
      notices += 1;
      const draft = {
        facts: { kind: 'model_missing', served: reason, names: [] },
        classId: null,
        onceKey: `${reason} ${notices}`,
      } as const;
      const notice = await store.notices.addNotice(draft, clock.now());
      if (notice === null) throw new Error('the notice was not added');
      return notice.id;
    },
    async runFor(ms) {
      for (let passed = 0; passed < ms; passed += MINUTE_MS) {
        clock.advance(MINUTE_MS);
        await job.run();
      }
    },
    deliveries: async () => (await store.deliveries.list({ after: null, limit: 200 })).rows.reverse(),
  };
}
