import { describe, expect, test } from 'vitest';
import type { NoticeChannel } from '../../../src/store/notice-channel-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const LEASE_MS = 60_000;
const TRANSIENT = { problem: 'unreachable', status: null, severity: 'transient', retryAfterMs: null } as const;

export function testNoticeChannels(engine: TestEngine): void {
  describe('notice channels', () => {
    let store: Store;
    const running = emptyStore(engine, (opened) => {
      store = opened;
    });

    let notices = 0;
    async function addNotice(): Promise<number | undefined> {
      notices += 1;
      const facts = { kind: 'model_missing', served: 'gpt-4o', names: [] } as const;
      return (await store.notices.addNotice({ facts, classId: null, onceKey: `notice ${notices}` }, NOW))?.id;
    }
    function addChannel(name: string): Promise<NoticeChannel> {
      const fields = {
        name,
        kind: 'webhook',
        address: `https://${name}.example/secret`,
        secret: 'whsec_AAAA',
      } as const;
      return store.noticeChannels.create({ ...fields, noticeKinds: null, language: 'ko', isOn: true }, OWNER);
    }
    const claim = (now = NOW) => store.deliveries.claimDue({ now, limit: 10, leaseMs: LEASE_MS });
    const idsOf = async (now?: number) =>
      (await claim(now)).map(({ delivery }) => [delivery.channelId, delivery.noticeId]);

    test('hand out each notice once for each channel, the oldest first, and one of a channel at a time', async () => {
      const [a, b] = [await addChannel('a'), await addChannel('b')];
      const [one, two] = [await addNotice(), await addNotice()];
      const claimed = await claim();
      expect(claimed.map(({ delivery, channel }) => [delivery.noticeId, channel.id, delivery.attempts])).toEqual([
        [one, a.id, 1],
        [one, b.id, 1],
      ]);
      expect(await claim()).toEqual([]);
      for (const { delivery } of claimed) await store.deliveries.noteAttempt(delivery, null, NOW);
      expect(await idsOf()).toEqual([
        [a.id, two],
        [b.id, two],
      ]);
      expect(await store.noticeChannels.countWaiting()).toEqual(
        new Map([
          [a.id, 1],
          [b.id, 1],
        ]),
      );
    });

    test('hand a message out again when its lease is over, under the same id, also after a new start', async () => {
      const channel = await addChannel('a');
      const notice = await addNotice();
      const [first] = await claim();
      await running.restart();
      expect(await claim(NOW + LEASE_MS - 1)).toEqual([]);
      const [second] = await claim(NOW + LEASE_MS);
      expect(second?.delivery).toMatchObject({ channelId: channel.id, noticeId: notice, attempts: 2 });
      expect(second?.delivery.messageId).toBe(first?.delivery.messageId);
      // What the first process says late changes nothing, unless the message was taken.
      if (first === undefined) throw new Error('nothing was handed out');
      expect((await store.deliveries.noteAttempt(first.delivery, TRANSIENT, NOW)).attempts).toBe(2);
      expect((await store.deliveries.noteAttempt(first.delivery, null, NOW)).state).toBe('sent');
    });

    test('wait after a failure, and raise an incident when a channel is turned off', async () => {
      const channel = await addChannel('a');
      await addNotice();
      const [claimed] = await claim();
      if (claimed === undefined) throw new Error('nothing was handed out');
      const noted = await store.deliveries.noteAttempt(claimed.delivery, TRANSIENT, NOW);
      expect(noted).toMatchObject({ state: 'waiting', problem: 'unreachable', lastAt: NOW });
      expect(await claim(noted.nextAt - 1)).toEqual([]);
      const [again] = await claim(noted.nextAt);
      if (again === undefined) throw new Error('nothing was handed out');
      await store.deliveries.noteAttempt(again.delivery, { ...TRANSIENT, severity: 'gone', status: 410 }, noted.nextAt);
      expect((await store.noticeChannels.find(channel.id))?.off).toEqual({ at: noted.nextAt, reason: 'gone' });
      const { rows } = await store.journal.listIncidents({ after: null, limit: 10 });
      expect(rows.map(({ kind }) => kind)).toEqual(['notice_channel']);
      const [last] = (await store.journal.listAudit({ after: null, limit: 1 })).rows;
      expect(last).toMatchObject({ actor: 'system', action: 'notice-channel.off' });
    });

    test('keep no address and no secret of a channel that was removed, and none in the audit', async () => {
      const { id } = await addChannel('a');
      await store.noticeChannels.update(id, { address: 'https://b.example/secret', isOn: false }, OWNER);
      await store.noticeChannels.remove(id, OWNER);
      expect(await store.noticeChannels.find(id)).toBeNull();
      expect(await store.noticeChannels.list()).toEqual([]);
      const { rows } = await store.journal.listAudit({ after: null, limit: 10 });
      expect(JSON.stringify(rows)).not.toMatch(/example|whsec_/);
      await expect(store.noticeChannels.update(id, { name: 'b' }, OWNER)).rejects.toMatchObject({
        code: 'notice_channel_not_found',
      });
      await expect(store.deliveries.claimTest(id, LEASE_MS, OWNER)).rejects.toMatchObject({
        code: 'notice_channel_not_found',
      });
    });
  });
}
