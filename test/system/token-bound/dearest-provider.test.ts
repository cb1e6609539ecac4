import { afterAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { startAppFixture } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { chatJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { countPrompt } from './prompt-tokens.ts';
import { COUNTINGS } from './search.ts';
import { WORST_REQUESTS } from './worst-requests.ts';

const LIMIT_USD = 0.05;
const LIMIT = LIMIT_USD * 1e9;
/** No provider takes more than that. */
const CONTEXT_WINDOW = 16_385;
const MODEL = { model: 'gpt-3.5-turbo', max_tokens: 1 };
/** Each costs at least so much by the bytes of its body: enough to use up the budget, were bytes the bound. */
const CALLS = 60;
const CALLS_AT_ONCE = 20;

const fixture = await startAppFixture();
afterAll(() => fixture.stop());
beforeEach(() => fixture.upstream.reset());

/** Bills each body by the rendering that takes most tokens, and what is said around schemas with it. */
function dearestProvider(): Script {
  const known = new Map<string, number>();
  return (call, act) => {
    const tokens = known.get(call.body) ?? dearestTokens(call.json as JsonObject);
    known.set(call.body, tokens);
    return chatJson({ usage: usageOf(tokens, 1) })(call, act);
  };
}

function dearestTokens(sent: JsonObject): number {
  const counted = COUNTINGS.map(
    ({ rendering, count }) => countPrompt(sent, rendering, count) + count(rendering.frame) + rendering.frameTokens,
  );
  return Math.min(CONTEXT_WINDOW, Math.max(...counted));
}

for (const [nth, [what, { body }]] of Object.entries(WORST_REQUESTS).entries()) {
  const title = `a budget never pays more than its limit to a provider that counts most: ${what}`;
  test(title, nth % 3 === 0 ? {} : LONG_RUN, async () => {
    const student = await fixture.addStudent(LIMIT_USD);
    fixture.upstream.always(dearestProvider());
    for (let sent = 0; sent < CALLS; sent += CALLS_AT_ONCE) {
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, () => call({ ...body, ...MODEL })));
      await fixture.settled();
    }
    const records = await fixture.recordsOf(student);
    const { spent, held } = await fixture.moneyOf('student', student.id);
    expect(held).toBe(0);
    expect(spent).toBeLessThanOrEqual(LIMIT);
    expect(spent).toBeGreaterThan(LIMIT / 2);
    expect(records.filter(({ cost, held: hold }) => cost > hold)).toEqual([]);
    expect(await fixture.incidentsOf(student)).toEqual([]);

    async function call(request: JsonObject): Promise<void> {
      const client = await fixture.ask(student, request);
      const { status } = await client.response();
      expect([200, 402, 429]).toContain(status);
      client.hangUp();
    }
  });
}
