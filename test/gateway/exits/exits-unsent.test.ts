import { afterAll, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import { errorOf, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';

const fixture = await startAppFixture({ env: { OPENAI_BASE_URL: NOBODY } });
afterAll(() => fixture.stop());

const UNSENT = { as: 'release', cost: 0, outcome: 'upstream_unreachable', incident: null } as const;

test('a provider that cannot be reached costs nothing: nothing was sent', async () => {
  for (const [body, held] of [[CHAT, HELD_JSON] as const, [STREAM, HELD_STREAM] as const]) {
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, body);
    const response = await client.response();
    client.hangUp();
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_unreachable']);
    expect(response.headers['x-should-retry']).toBe('true');
    await expectExit(fixture, student, { ...UNSENT, held });
  }
});
