import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, startDelivery } from './delivery-fixture.ts';
import { answerWith, startReceiver } from './receiver.ts';

const textOf = (body: string) => JSON.parse(body).data.text;

describe('a webhook', () => {
  test('gets the documented body, signed so that another implementation of Standard Webhooks accepts it', async () => {
    const receiver = await startReceiver();
    const { addChannel, addNotice, job, clock, deliveries } = startDelivery();
    const { secret } = await addChannel({ kind: 'webhook', address: `${receiver.url}/hooks/1?key=2` });
    const noticeId = await addNotice('disk is full');
    await job.run();
    const [message] = receiver.received;
    const [delivery] = await deliveries();
    expect(receiver.received).toHaveLength(1);
    expect(message?.path).toBe('/hooks/1?key=2');
    expect(JSON.parse(message?.body ?? '')).toEqual({
      type: 'notice.model_missing',
      version: 1,
      timestamp: new Date(clock.now()).toISOString(),
      data: {
        notice_id: noticeId,
        title: 'The backup failed',
        text: 'disk is full',
        language: 'en',
        url: 'https://jigap.example/dashboard/settings',
        facts: { served: 'disk is full', names: [] },
      },
    });
    expect(message?.headers).toEqual({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(message?.body ?? '')),
      'user-agent': 'jigap-notices/1',
      'webhook-id': delivery?.messageId,
      'webhook-timestamp': String(clock.now() / 1000),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      host: `127.0.0.1:${receiver.port}`,
      connection: 'close',
    });
    expect(delivery).toMatchObject({ state: 'sent', attempts: 1, problem: null, noticeId });
    // The library compares the timestamp with the real clock, so only the signature is asked.
    const signed = new Webhook(secret).sign(delivery?.messageId ?? '', new Date(clock.now()), message?.body ?? '');
    expect(message?.headers['webhook-signature']).toBe(signed);
  });

  test('is signed by the old secret too for a day after it was replaced, and then by the new one alone', async () => {
    const receiver = await startReceiver();
    const { addChannel, addNotice, job, clock, store, runFor } = startDelivery();
    const { channel, secret: old } = await addChannel({ kind: 'webhook', address: receiver.url });
    const fresh = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await store.noticeChannels.replaceSecret(channel.id, fresh, clock.now() + 24 * HOUR_MS, {
      actor: 'owner',
      now: clock.now(),
    });
    await addNotice('one');
    await job.run();
    await runFor(24 * HOUR_MS);
    await addNotice('two');
    await job.run();
    const signaturesOf = (index: number, secrets: readonly string[]) => {
      const message = receiver.received[index];
      if (message === undefined) throw new Error('too few messages');
      const { headers, body } = message;
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      return secrets.map((each) => new Webhook(each).sign(String(headers['webhook-id']), at, body)).join(' ');
    };
    expect(receiver.received.map(({ headers }) => headers['webhook-signature'])).toEqual([
      signaturesOf(0, [fresh, old]),
      signaturesOf(1, [fresh]),
    ]);
  });

  test('that was down for an hour gets each message once, in order, each under the id of its first attempt', async () => {
    const gone = await startReceiver();
    const { port } = gone;
    await gone.stop();
    const { addChannel, addNotice, job, runFor, deliveries } = startDelivery();
    await addChannel({ kind: 'webhook', address: `http://127.0.0.1:${port}/` });
    const reasons = ['first', 'second', 'third', 'fourth', 'fifth'];
    for (const reason of reasons) {
      await addNotice(reason);
      await job.run();
      await runFor(HOUR_MS / reasons.length);
    }
    const waiting = await deliveries();
    expect(waiting.map(({ state, problem }) => [state, problem])).toEqual(
      reasons.map((_reason, index) => ['waiting', index === 0 ? 'unreachable' : null]),
    );
    const receiver = await startReceiver(port);
    await runFor(2 * HOUR_MS);
    expect(receiver.received.map(({ body }) => textOf(body))).toEqual(reasons);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(
      waiting.map(({ messageId }) => messageId),
    );
    expect((await deliveries()).map(({ state }) => state)).toEqual(reasons.map(() => 'sent'));
  });

  test('that answers 410 is turned off at once, with an incident, and what waits stays', async () => {
    const receiver = await startReceiver();
    receiver.answer = answerWith(410);
    const { addChannel, addNotice, job, store, deliveries, runFor } = startDelivery();
    const { channel } = await addChannel({ kind: 'webhook', address: receiver.url });
    await addNotice('one');
    await addNotice('two');
    await job.run();
    await runFor(HOUR_MS);
    expect(receiver.received).toHaveLength(1);
    expect((await store.noticeChannels.find(channel.id))?.off?.reason).toBe('gone');
    expect((await deliveries()).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    const { rows } = await store.journal.listIncidents({ after: null, limit: 10 });
    expect(rows.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['notice_channel', `notice channel ${channel.id} was turned off: the address no longer takes messages`],
    ]);
    receiver.answer = answerWith(204);
    await store.noticeChannels.update(channel.id, { isOn: true }, { actor: 'owner', now: 1 });
    await job.run();
    expect(receiver.received.map(({ body }) => textOf(body))).toEqual(['one', 'one', 'two']);
  });

  test('that refuses six times in a row is turned off', async () => {
    const receiver = await startReceiver();
    receiver.answer = answerWith(404);
    const { addChannel, addNotice, job, store, runFor } = startDelivery();
    const { channel } = await addChannel({ kind: 'webhook', address: receiver.url });
    await addNotice('one');
    await job.run();
    await runFor(12 * HOUR_MS);
    expect(receiver.received).toHaveLength(6);
    expect((await store.noticeChannels.find(channel.id))?.off?.reason).toBe('refused');
  });

  test('that cannot read one message gets the next one', async () => {
    const receiver = await startReceiver();
    receiver.answer = (message, response) => {
      response.writeHead(textOf(message.body) === 'odd' ? 400 : 200).end();
    };
    const { addChannel, addNotice, job, deliveries } = startDelivery();
    await addChannel({ kind: 'webhook', address: receiver.url });
    await addNotice('odd');
    await addNotice('even');
    await job.run();
    await job.run();
    expect((await deliveries()).map(({ state, status }) => [state, status])).toEqual([
      ['failed', 400],
      ['sent', null],
    ]);
  });

  test('that asks to wait is left alone for so long, and for an hour at most', async () => {
    const receiver = await startReceiver();
    const { addChannel, addNotice, job, clock, deliveries, runFor } = startDelivery();
    await addChannel({ kind: 'webhook', address: receiver.url });
    await addNotice('one');
    receiver.answer = answerWith(429, { 'retry-after': '600' });
    await job.run();
    expect((await deliveries())[0]?.nextAt).toBe(clock.now() + 600_000);
    receiver.answer = answerWith(503, { 'retry-after': '999999999' });
    await runFor(600_000);
    expect((await deliveries())[0]?.nextAt).toBe(clock.now() + HOUR_MS);
    receiver.answer = answerWith(200);
    await runFor(HOUR_MS);
    expect(receiver.received).toHaveLength(3);
  });

  test('that takes nothing for three days is turned off, after eighteen attempts', async () => {
    const { addChannel, addNotice, store, clock, job, deliveries } = startDelivery();
    const { channel } = await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    const start = clock.now();
    for (let attempt = 0; attempt < 30; attempt++) {
      await job.run();
      const [delivery] = await deliveries();
      if (delivery?.state !== 'waiting') break;
      clock.set(delivery.nextAt);
    }
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ state: 'failed', attempts: 18, problem: 'unreachable' });
    expect((await store.noticeChannels.find(channel.id))?.off?.reason).toBe('unreachable');
    const days = (clock.now() - start) / (24 * HOUR_MS);
    expect(days).toBeGreaterThan(2.5);
    expect(days).toBeLessThan(3.5);
  });
});
