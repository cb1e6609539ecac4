import { describe, expect, test } from 'vitest';
import { mailSender, smtpServer } from '../../src/config/smtp-server.ts';
import type { NoticeMailer } from '../../src/delivery/send-mail.ts';
import { createSmtpSender } from '../../src/mail/smtp-sender.ts';
import { startMailServer } from '../support/mail-server.ts';
import { NOBODY } from '../support/unreachable-url.ts';
import { HOUR_MS, startDelivery } from './delivery-fixture.ts';

function mailerTo(host: string): NoticeMailer {
  const from = 'jigap@school.example';
  return { sender: createSmtpSender(smtpServer(`smtp://${host}`), mailSender(from)), from };
}

const headerOf = (raw: string, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1]?.trim();

describe('a channel by e-mail', () => {
  test('gets each notice once after the mail server was down for an hour, in order, under a stable Message-ID', async () => {
    let isDown = true;
    const server = await startMailServer({
      onMailFrom(_address, _session, done) {
        if (isDown) done(Object.assign(new Error('try later'), { responseCode: 451 }));
        else done();
      },
    });
    const { addChannel, addNotice, job, runFor, deliveries } = startDelivery({
      deps: { mailer: mailerTo(`127.0.0.1:${server.port}`) },
    });
    await addChannel({ kind: 'email', address: 'owner@school.example' });
    await addNotice('first');
    await addNotice('second\nline');
    await job.run();
    await runFor(HOUR_MS);
    expect(server.received).toEqual([]);
    isDown = false;
    await runFor(2 * HOUR_MS);
    const sent = await deliveries();
    expect(sent.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(server.received.map(({ to }) => to)).toEqual([['owner@school.example'], ['owner@school.example']]);
    expect(server.received.map(({ raw }) => headerOf(raw, 'Message-ID'))).toEqual(
      sent.map(({ messageId }) => `<${messageId}@school.example>`),
    );
    expect(server.received.map(({ raw }) => headerOf(raw, 'Subject'))).toEqual([
      '[jigap] The backup failed',
      '[jigap] The backup failed',
    ]);
    expect(server.received[0]?.raw).toContain(
      'The backup failed\r\n\r\nfirst\r\n\r\nhttps://jigap.example/dashboard/settings',
    );
  });

  test('is turned off after six refusals of its address, and the server is not asked again', async () => {
    let asked = 0;
    const server = await startMailServer({
      onRcptTo(_address, _session, done) {
        asked += 1;
        done(Object.assign(new Error('no such person'), { responseCode: 550 }));
      },
    });
    const { addChannel, addNotice, job, store, runFor, deliveries } = startDelivery({
      deps: { mailer: mailerTo(`127.0.0.1:${server.port}`) },
    });
    const { channel } = await addChannel({ kind: 'email', address: 'nobody@school.example' });
    await addNotice('one');
    await job.run();
    await runFor(8 * HOUR_MS);
    expect(asked).toBe(6);
    expect((await store.noticeChannels.find(channel.id))?.off?.reason).toBe('refused');
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', problem: 'address_refused', status: 550 });
  });

  test('waits while nobody answers, and says so', async () => {
    const mailer = mailerTo(new URL(NOBODY).host);
    const { addChannel, addNotice, job, deliveries } = startDelivery({ deps: { mailer } });
    await addChannel({ kind: 'email', address: 'owner@school.example' });
    await addNotice('one');
    await job.run();
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', problem: 'unreachable', status: null });
  });

  test('of a server whose mail settings were taken away is tried again', async () => {
    const { addChannel, addNotice, job, deliveries } = startDelivery();
    await addChannel({ kind: 'email', address: 'owner@school.example' });
    await addNotice('one');
    await job.run();
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', problem: 'mail_not_set_up' });
  });
});
