import { describe, expect, test } from 'vitest';
import { CachedSettings } from '../../src/admin/cached-settings.ts';
import type { Store } from '../../src/store/store.ts';

/** One database, and replicas that know of it what they last looked at. No notification passes between them. */
function cluster() {
  const database = { revision: 0, setting: 'old', isDown: false, reads: 0 };
  /** What a reading waits for before it answers what it saw at its beginning. */
  let slow: Promise<void> = Promise.resolve();
  const replica = () => {
    const state = { revision: 0, setting: '' };
    const load = async () => {
      database.reads++;
      if (database.isDown) throw new Error('the database cannot be reached');
      const { setting } = database;
      await slow;
      state.setting = setting;
    };
    const catchUp = async () => {
      if (database.isDown) throw new Error('the database cannot be reached');
      state.revision = database.revision;
    };
    const store = {
      access: {
        get revision() {
          return state.revision;
        },
      },
      cluster: { isShared: true, catchUp },
    } as unknown as Pick<Store, 'access' | 'cluster'>;
    return { state, settings: new CachedSettings({ store, loads: [load] }) };
  };
  const change = (setting: string) => {
    database.setting = setting;
    database.revision++;
  };
  const slowDown = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    slow = promise;
    return resolve;
  };
  return { database, replica, change, slowDown };
}

describe('settings that each replica keeps in memory', () => {
  test('are those of the database for the first request after a change was answered', async () => {
    const { replica, change } = cluster();
    const replicas = [replica(), replica(), replica()];
    for (const { settings } of replicas) await settings.load();
    for (const setting of ['second', 'third']) {
      change(setting);
      await Promise.all(replicas.map(async ({ settings }) => settings.catchUp()));
      expect(replicas.map(({ state }) => state.setting)).toEqual([setting, setting, setting]);
    }
  });

  test('are read once for all requests that ask together, and not at all without a change', async () => {
    const { database, replica, change } = cluster();
    const { settings } = replica();
    await settings.load();
    for (let n = 0; n < 5; n++) await settings.catchUp();
    expect(database.reads).toBe(1);
    expect(settings.refresh()).toBeNull();
    change('new');
    await Promise.all([1, 2, 3, 4].map(async () => settings.catchUp()));
    expect(database.reads).toBe(2);
  });

  test('are read again when a change was answered while they were read', async () => {
    const { replica, change, slowDown } = cluster();
    const { settings, state } = replica();
    await settings.load();
    change('second');
    const end = slowDown();
    const first = settings.catchUp();
    await new Promise(setImmediate);
    change('third');
    const later = settings.catchUp();
    await new Promise(setImmediate);
    end();
    await Promise.all([first, later]);
    expect(state.setting).toBe('third');
  });

  test('refuse a request while the database cannot be read, and are read by the next one', async () => {
    const { database, replica, change } = cluster();
    const { settings, state } = replica();
    await settings.load();
    change('new');
    database.isDown = true;
    await expect(settings.catchUp()).rejects.toThrow('cannot be reached');
    state.revision = database.revision;
    await expect(settings.refresh()).rejects.toThrow('cannot be reached');
    database.isDown = false;
    await settings.catchUp();
    expect(state.setting).toBe('new');
  });
});
