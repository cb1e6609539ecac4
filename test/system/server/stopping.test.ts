import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { chatJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { chatCalled, chatsSeen, type GatewayServer, onChat, sendChat, startGatewayServer } from './gateway-server.ts';

/** The first piece of a stream, and the rest when the test opens the gate. */
const inTwoParts: Script = async (_call, act) => {
  await act.event({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'gpt-3.5-turbo', choices: [] });
  await act.gate('end');
  await act.usageChunk(usageOf(10, 5));
  await act.done();
};

/** The first piece of a stream, and then nothing. */
const halfAStream: Script = async (_call, act) => {
  await act.event({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'gpt-3.5-turbo', choices: [] });
  await act.hang();
};

async function streaming(server: GatewayServer, token: string, script: Script) {
  server.upstream.always(onChat(script));
  const client = await connectRaw(server.url);
  await sendChat(client, token, { stream: true });
  await client.until('data: ');
  return client;
}

function ledgerOf({ databasePath }: GatewayServer) {
  const database = new Database(databasePath, { readonly: true });
  try {
    return {
      openHolds: database.prepare('SELECT count(*) FROM holds').pluck().get(),
      records: database.prepare('SELECT outcome, cost, held FROM usage_records').all(),
      incidents: database.prepare('SELECT kind FROM incidents').pluck().all(),
      held: database.prepare('SELECT max(held) FROM balances').pluck().get(),
    };
  } finally {
    database.close();
  }
}

test('a stop lets a stream end, refuses new calls with a refusal of jigap, and leaves nothing open', async () => {
  const server = await startGatewayServer();
  const token = await server.newStudent();
  const stream = await streaming(server, token, inTwoParts);
  const idle = await connectRaw(server.url);

  const ended = server.process.stop('SIGTERM');
  await server.process.prints(/"msg":"stopping"/);
  const late = await connectRaw(server.url);
  for (const client of [idle, late]) {
    await sendChat(client, token);
    const { status, headers, body } = await client.response();
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.parse(body.toString()).error.message).toBe('The gateway is being restarted. Try again in a moment.');
  }
  const ready = await fetch(`${server.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping' }]);
  expect(server.process.hasEnded()).toBe(false);

  server.upstream.open('end');
  await stream.until('[DONE]');
  expect(await ended).toBe(0);
  expect(chatsSeen(server.upstream)).toBe(1);
  expect(ledgerOf(server)).toEqual({
    openHolds: 0,
    records: [{ outcome: 'ok', cost: 12_500, held: expect.any(Number) }],
    incidents: [],
    held: 0,
  });
});

test('a stop waits for a hanging stream until the time limit, and charges it in full', LONG_RUN, async () => {
  const server = await startGatewayServer({ env: { JIGAP_STOP_SECONDS: '1' } });
  const stream = await streaming(server, await server.newStudent(), halfAStream);
  const begun = performance.now();
  expect(await server.process.stop('SIGTERM')).toBe(0);
  // Not before its time; and well before the stream, which never ends: stop() kills what has not ended after two minutes.
  expect(performance.now() - begun).toBeGreaterThan(900);
  const { received } = await stream.closed;
  expect(received.toString()).toContain('gateway_stopped');
  expect(received.toString()).not.toContain('[DONE]');
  const { records, ...rest } = ledgerOf(server);
  const [record] = records as { outcome: string; cost: number; held: number }[];
  expect(rest).toEqual({ openHolds: 0, incidents: ['uncertain'], held: 0 });
  expect(record).toMatchObject({ outcome: 'stopped', cost: record?.held });
});

test('a student who reads slowly gets the whole answer before the process ends', LONG_RUN, async () => {
  const server = await startGatewayServer();
  const token = await server.newStudent();
  // More than the system buffers for a connection, so that most of it is still to come when the process is told to stop.
  const content = 'x'.repeat(16_000_000);
  server.upstream.always(onChat(chatJson({ content, usage: usageOf(10, 5) })));
  const client = await connectRaw(server.url);
  client.pause();
  await sendChat(client, token);
  await chatCalled(server.upstream);
  const ended = server.process.stop('SIGTERM');
  await server.process.prints(/"msg":"stopping"/);
  client.resume();
  const { body } = await client.response();
  expect(JSON.parse(body.toString()).choices[0].message.content).toBe(content);
  client.hangUp();
  expect(await ended).toBe(0);
  expect(ledgerOf(server)).toMatchObject({ openHolds: 0, records: [{ outcome: 'ok', cost: 12_500 }] });
});

test('a student who hung up is settled at the real cost before the process ends', async () => {
  const server = await startGatewayServer();
  const stream = await streaming(server, await server.newStudent(), inTwoParts);
  stream.reset();
  await stream.closed;
  const ended = server.process.stop('SIGTERM');
  await server.process.prints(/"msg":"stopping"/);
  server.upstream.open('end');
  expect(await ended).toBe(0);
  expect(ledgerOf(server)).toMatchObject({ openHolds: 0, records: [{ outcome: 'hung_up', cost: 12_500 }] });
});

test('an idle process stops at once', LONG_RUN, async () => {
  const server = await startGatewayServer();
  const idle = await connectRaw(server.url);
  await idle.request({ method: 'GET', path: '/livez' });
  expect((await idle.response()).status).toBe(200);
  expect(await server.process.stop('SIGTERM')).toBe(0);
});
