import { describe, expect, it } from 'vitest';
import { startPages } from '../test-browser.ts';

const PATH = '/dashboard/settings';
const FORM = '/dashboard/settings/time-zone';
const FIELD = 'name="time_zone" data-browser-time-zone';

async function startInUtc() {
  const pages = await startPages({ env: { JIGAP_TIME_ZONE: 'UTC' } });
  const zone = async () => (await pages.app.api('GET', '/api/settings')).json;
  const changes = async () => (await pages.app.api('GET', '/api/audit')).json.data;
  return { ...pages, zone, changes };
}

describe('the owner’s time zone at the sign-in', () => {
  it('is taken from the browser once, with an entry of the audit', async () => {
    const { app, browser, zone, changes } = await startInUtc();
    const first = browser();
    const form = (await first.get('/dashboard/sign-in')).text;
    expect(form).toContain(FIELD);
    expect(form).toMatch(/src="\/assets\/time-zone\.js\?v=/);
    await first.signInAsOwner(app, { time_zone: 'Asia/Seoul' });
    expect(await zone()).toMatchObject({ time_zone: 'Asia/Seoul', time_zone_is_default: false });
    const second = browser();
    expect((await second.get('/dashboard/sign-in')).text).not.toMatch(/time_zone|time-zone\.js/);
    await second.signInAsOwner(app, { time_zone: 'Europe/Berlin' });
    expect(await zone()).toMatchObject({ time_zone: 'Asia/Seoul' });
    const change = { before: { time_zone: null }, after: { time_zone: 'Asia/Seoul' } };
    expect(await changes()).toMatchObject([{ actor: 'owner', action: 'settings.update', ...change }]);
    expect((await first.get('/dashboard/audit')).text).toContain('Settings changed');
  });

  it.each(['', 'Mars/Base', '+09:00', 'x'.repeat(9000)])('ignores %.12s, and signs the owner in', async (timeZone) => {
    const { app, browser, zone, changes } = await startInUtc();
    const { status } = await browser().signInAsOwner(app, { time_zone: timeZone });
    expect([status, await zone(), await changes()]).toMatchObject([303, { time_zone: 'UTC' }, []]);
  });

  it('is not taken from whoever has no owner token', async () => {
    const { app, browser, zone } = await startInUtc();
    await browser().post('/dashboard/sign-in', { token: `${app.ownerToken}x`, time_zone: 'Asia/Seoul' });
    expect(await zone()).toMatchObject({ time_zone: 'UTC', time_zone_is_default: true });
  });
});

describe('the owner’s time zone on the settings page', () => {
  it('is that of the server until another is chosen, and again when none is', async () => {
    const { owner: signIn, zone, changes } = await startInUtc();
    const owner = await signIn();
    expect((await owner.get(PATH)).text).toMatch(/<option value="" +selected>That of the server \(UTC\)</);
    const { location } = await owner.post(FORM, { time_zone: 'Pacific/Kiritimati' });
    const page = await owner.get(location ?? '');
    expect(page.text).toMatch(/Time zone saved.*<option +selected>Pacific\/Kiritimati</s);
    expect(await zone()).toMatchObject({ time_zone: 'Pacific/Kiritimati' });
    await owner.post(FORM, { time_zone: '' });
    expect(await zone()).toMatchObject({ time_zone: 'UTC', time_zone_is_default: true });
    expect(await changes()).toMatchObject([
      { after: { time_zone: null } },
      { after: { time_zone: 'Pacific/Kiritimati' } },
    ]);
  });

  it('refuses what is no time zone, and changes nothing', async () => {
    const { owner: signIn, zone } = await startInUtc();
    const owner = await signIn();
    await owner.get(PATH);
    const { status, text } = await owner.post(FORM, { time_zone: 'Mars/<b>' });
    expect([status, text]).toEqual([422, expect.stringContaining('Choose a time zone from the list.')]);
    expect(text).not.toContain('Mars/<b>');
    expect(await zone()).toMatchObject({ time_zone: 'UTC' });
  });

  it('is in Korean for a Korean browser', async () => {
    const { app, browser } = await startInUtc();
    const owner = browser({ 'accept-language': 'ko' });
    await owner.signInAsOwner(app);
    const { text } = await owner.get(PATH);
    expect(text).toContain('서버의 시간대 (UTC)');
    expect(text).toContain('내 시간대');
  });
});
