import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture } from '../support/app-fixture.ts';
import { chatJson, chatStreamText, type Script, usageOf } from '../support/scripted-upstream.ts';

const fixture = await startAppFixture({ env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '2' } });
afterAll(() => fixture.stop());
beforeEach(() => fixture.upstream.reset());

const waitsInTheMiddle: Script = async (call, act) => {
  act.head(200, { 'content-type': 'text/event-stream' });
  const [first = '', ...rest] = chatStreamText(call, { usage: usageOf(10, 5) });
  await act.write(first);
  await act.gate('rest');
  for (const event of rest) await act.write(event);
  act.end();
};

test('a hang-up frees no slot while the provider is still answering', async () => {
  const student = await fixture.addStudent();
  fixture.upstream.always(waitsInTheMiddle);
  for (const opened of [1, 2]) {
    const client = await fixture.ask(student, STREAM);
    await fixture.upstream.called(opened);
    await client.until('data: ');
    client.reset();
    await fixture.callsInFlight(0);
  }
  const refused = await fixture.app.chat(student.token, CHAT);
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.body.toString()).error.code).toBe('rate_limit_exceeded');
  expect(fixture.upstream.calls).toHaveLength(2);

  fixture.upstream.open('rest');
  await fixture.settled();
  fixture.upstream.reset();
  expect((await fixture.app.chat(student.token, CHAT)).status).toBe(200);
  expect(await fixture.recordsOf(student)).toMatchObject([
    { outcome: 'ok' },
    { outcome: 'hung_up' },
    { outcome: 'hung_up' },
  ]);
});

describe('a large answer', async () => {
  const content = 'x'.repeat(24_000_000);
  const SHARE = 2_000_000;
  const patient = await startAppFixture({ env: { JIGAP_UNREAD_SECONDS: '1' } });
  afterAll(() => patient.stop());
  beforeEach(() => {
    patient.upstream.reset();
    patient.upstream.always(chatJson({ content, usage: usageOf(10, 5) }));
  });

  test('is dropped when its client reads nothing, and its slot is free', async () => {
    const student = await patient.addStudent();
    const client = await patient.ask(student, CHAT);
    client.pause();
    await patient.upstream.called();
    await patient.settled();
    await patient.callsInFlight(0);
    expect(await patient.recordsOf(student)).toMatchObject([{ outcome: 'hung_up', cost: 12_500 }]);
    client.reset();
  });

  test('is sent whole on a slow line, however long it takes', async () => {
    const student = await patient.addStudent();
    const client = await patient.ask(student, CHAT);
    const started = performance.now();
    // A line that takes a share and then pauses: each pause is below the limit, all pauses together far above it.
    for (let taken = SHARE; taken < content.length; taken += SHARE) {
      await client.atLeast(taken);
      client.pause();
      await new Promise((resolve) => setTimeout(resolve, 250));
      client.resume();
    }
    const { body } = await client.response();
    expect(body.length).toBeGreaterThan(content.length);
    expect(performance.now() - started).toBeGreaterThan(2000);
  });
});
