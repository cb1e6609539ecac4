import { describe, expect, it } from 'vitest';
import { OWNER } from '../../src/admin/actor.ts';
import { classDefaults } from '../../src/admin/class-defaults.ts';
import { OwnerTimeZone } from '../../src/admin/owner-time-zone.ts';
import { startAdmin } from './admin-fixture.ts';

function servicesIn(timeZone: string) {
  const { deps } = startAdmin();
  const ownerTimeZone = new OwnerTimeZone(deps.store.journal, timeZone, deps.now);
  return { ...deps, timeZone, ownerTimeZone };
}

describe('classDefaults', () => {
  it('takes the owner’s zone, whatever the language', async () => {
    const services = servicesIn('UTC');
    await services.ownerTimeZone.change('Europe/Berlin', OWNER);
    const berlin = { timeZone: 'Europe/Berlin', zoneSource: 'owner' };
    expect(classDefaults('ko', services)).toEqual({ language: 'ko', ...berlin });
    expect(classDefaults('en', services)).toEqual({ language: 'en', ...berlin });
    await services.ownerTimeZone.change('UTC', OWNER);
    expect(classDefaults('ko', services)).toMatchObject({ timeZone: 'UTC', zoneSource: 'owner' });
  });

  it('takes the server’s zone where the owner has none, and the server’s language where nobody has one', () => {
    const services = servicesIn('America/New_York');
    const newYork = { timeZone: 'America/New_York', zoneSource: 'server' };
    expect(classDefaults(null, services)).toEqual({ language: 'ko', ...newYork });
    expect(classDefaults('en', services)).toEqual({ language: 'en', ...newYork });
  });

  it.each(['UTC', 'Etc/UTC', 'GMT'])('guesses Seoul for a Korean class of a server in %s', (zone) => {
    const services = servicesIn(zone);
    expect(classDefaults('ko', services)).toMatchObject({ timeZone: 'Asia/Seoul', zoneSource: 'language' });
    expect(classDefaults('en', services)).toMatchObject({ timeZone: zone, zoneSource: 'server' });
  });
});
