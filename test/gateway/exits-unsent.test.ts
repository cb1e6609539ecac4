import { afterAll, expect, test } from 'vitest';
import { NOBODY } from '../support/unreachable-url.ts';
import { CHAT, STREAM, startStage } from './app-fixture.ts';
import { errorOf, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';

const stage = await startStage({ env: { OPENAI_BASE_URL: NOBODY } });
afterAll(() => stage.stop());

const UNSENT = { as: 'release', cost: 0, outcome: 'upstream_unreachable', incident: null } as const;

test('a provider that cannot be reached is not paid: nothing was sent', async () => {
  for (const [body, held] of [[CHAT, HELD_JSON] as const, [STREAM, HELD_STREAM] as const]) {
    const pupil = await stage.pupil();
    const client = await stage.ask(pupil, body);
    const response = await client.response();
    client.hangUp();
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_unreachable']);
    expect(response.headers['x-should-retry']).toBe('true');
    await expectExit(stage, pupil, { ...UNSENT, held });
  }
});
