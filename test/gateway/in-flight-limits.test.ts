import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { chatJson, chatStreamText, type Script, usageOf } from '../support/scripted-upstream.ts';
import { CHAT, STREAM, startStage } from './app-fixture.ts';

const stage = await startStage({ env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '2' } });
afterAll(() => stage.stop());
beforeEach(() => stage.upstream.reset());

const waitsInTheMiddle: Script = async (call, act) => {
  act.head(200, { 'content-type': 'text/event-stream' });
  const [first = '', ...rest] = chatStreamText(call, { usage: usageOf(10, 5) });
  await act.write(first);
  await act.gate('rest');
  for (const event of rest) await act.write(event);
  act.end();
};

test('hanging up frees no place while the provider is still answering, so that no student runs more than allowed', async () => {
  const pupil = await stage.pupil();
  stage.upstream.always(waitsInTheMiddle);
  for (const opened of [1, 2]) {
    const client = await stage.ask(pupil, STREAM);
    await stage.upstream.called(opened);
    await client.until('data: ');
    client.reset();
    await stage.callsInFlight(0);
  }
  const refused = await stage.app.chat(pupil.token, CHAT);
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.body.toString()).error.code).toBe('rate_limit_exceeded');
  expect(stage.upstream.calls).toHaveLength(2);

  stage.upstream.open('rest');
  await stage.settled();
  stage.upstream.reset();
  expect((await stage.app.chat(pupil.token, CHAT)).status).toBe(200);
  expect(await stage.recordsOf(pupil)).toMatchObject([
    { outcome: 'ok' },
    { outcome: 'hung_up' },
    { outcome: 'hung_up' },
  ]);
});

describe('a large answer', async () => {
  const content = 'x'.repeat(24_000_000);
  const SHARE = 2_000_000;
  const patient = await startStage({ env: { JIGAP_UNREAD_SECONDS: '1' } });
  afterAll(() => patient.stop());
  beforeEach(() => {
    patient.upstream.reset();
    patient.upstream.always(chatJson({ content, usage: usageOf(10, 5) }));
  });

  test('is given up when nothing of it is read, and its place with it', async () => {
    const pupil = await patient.pupil();
    const client = await patient.ask(pupil, CHAT);
    client.pause();
    await patient.upstream.called();
    await patient.settled();
    await patient.callsInFlight(0);
    expect(await patient.recordsOf(pupil)).toMatchObject([{ outcome: 'hung_up', cost: 12_500 }]);
    client.reset();
  });

  test('goes out whole on a slow line, however long it takes', async () => {
    const pupil = await patient.pupil();
    const client = await patient.ask(pupil, CHAT);
    const started = performance.now();
    // A line that takes a share and then rests, for less long than the silence that is borne: together for far longer.
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
