import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB_KEY, startTwoProviders, type TwoProviders } from '../../support/two-providers.ts';
import { TestBrowser } from '../test-browser.ts';

const PATH = '/dashboard/settings';
let both: TwoProviders;
beforeAll(async () => {
  both = await startTwoProviders({ labFields: { calls_in_flight: 4 } });
});
afterAll(() => both.stop());

describe('the providers on the settings page', () => {
  it('are shown without their paths and keys, and tested when the owner asks', async () => {
    const { app, lab } = both;
    const browser = new TestBrowser(app.url);
    await browser.signInAsOwner(app);
    const origin = new URL(lab.url).origin;
    const before = (await browser.get(PATH)).text;
    expect(before).toMatch(
      new RegExp(`>lab<.*<code>${origin}</code>.*>1 key<.*>0 of 4<.*>llama<.*no trouble known`, 's'),
    );
    expect(lab.calls).toHaveLength(0);

    lab.always((_call, act) => act.json(401, { error: { message: `no ${LAB_KEY}` } }));
    const { status, text } = await browser.post(`${PATH}/providers/test`, {});
    expect(status).toBe(200);
    expect(text).toMatch(/<code>LAB_KEY<\/code>.*Trouble.*The key is refused: make a new one/s);
    expect(text).not.toContain(LAB_KEY);
    expect(lab.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models']);
    const korean = await browser.post(`${PATH}/providers/test`, {}, { headers: { 'accept-language': 'ko' } });
    expect(korean.text).toContain('키가 거절되었습니다.');
  });
});
