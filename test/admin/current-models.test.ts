import { describe, expect, test } from 'vitest';
import type { ModelChoice } from '../../src/access/model-choice.ts';
import { OWNER, studentActor } from '../../src/admin/actor.ts';
import { CurrentModels, MAX_STALE_MS } from '../../src/admin/current-models.ts';
import { editModels, replaceModels } from '../../src/admin/model-edits.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { StoredModelChoice } from '../../src/store/model-choice-store.ts';
import { adminError, startAdmin } from './admin-fixture.ts';

const environment = loadConfig({}).models;
const ALLOW_LUNA = (choice: ModelChoice) => editModels(choice, { allow: ['gpt-6-luna'] });

async function start() {
  const { deps, clock, audit } = startAdmin();
  const time = { now: 0 };
  const replica = async () => {
    const parts = { store: deps.store.journal, environment, now: clock.now, elapsed: () => time.now };
    const models = new CurrentModels(parts);
    await models.load();
    return models;
  };
  return { models: await replica(), replica, time, clock, audit, store: deps.store.journal };
}

describe('the models in force', () => {
  test('are those of the environment until the owner changes them', async () => {
    const { models, audit } = await start();
    expect(models.policy()).toBe(environment);
    expect(models.state).toMatchObject({ source: 'environment', version: 0, changedAt: null, problems: [] });
    expect(await audit()).toEqual([]);
  });

  test('change at once, with the actor in the audit, and survive a restart', async () => {
    const { models, replica, clock, audit } = await start();
    await models.change(ALLOW_LUNA, studentActor(9));
    const expected = { source: 'owner', version: 1, changedAt: clock.now(), changedBy: 'student 9' };
    for (const each of [models, await replica()]) {
      expect(each.policy().allowed).toEqual(['gpt-3.5-turbo', 'gpt-6-luna']);
      expect(each.state).toMatchObject(expected);
    }
    expect(await audit()).toMatchObject([
      {
        ...{ actor: 'student 9', action: 'models.update' },
        before: { allowedModels: ['gpt-3.5-turbo'], modelAliases: [], modelSource: 'environment' },
        after: { allowedModels: ['gpt-3.5-turbo', 'gpt-6-luna'], modelAliases: [], modelSource: 'owner' },
      },
    ]);
  });

  test('go back to the environment’s, with another entry of the audit', async () => {
    const { models, audit } = await start();
    await models.change((choice) => editModels(choice, { aliases: [['gpt-4o', ['gpt-6-luna']]] }), OWNER);
    await models.reset(OWNER);
    await models.reset(OWNER);
    expect(models.policy()).toBe(environment);
    expect(models.state).toMatchObject({ source: 'environment', version: 2 });
    expect((await audit()).map(({ after }) => after)).toMatchObject([
      { modelAliases: ['gpt-4o=gpt-6-luna'] },
      { modelAliases: [], modelSource: 'environment' },
    ]);
  });

  test('stay what the owner chose when it is what the environment says at that moment', async () => {
    const { models, audit } = await start();
    await models.change((choice) => choice, OWNER);
    expect(models.state.source).toBe('environment');
    expect(await audit()).toEqual([]);
  });

  test('are not served where the catalogue of today has no price for them, and the state says so', async () => {
    const { models, store, clock } = await start();
    await models.change(ALLOW_LUNA, OWNER);
    const smaller = new Map([...environment.catalogue].filter(([name]) => name !== 'gpt-6-luna'));
    const next = new CurrentModels({ store, environment: { ...environment, catalogue: smaller }, now: clock.now });
    await next.load();
    expect(next.policy().allowed).toEqual(['gpt-3.5-turbo']);
    expect(next.state.problems).toMatchObject([{ name: 'gpt-6-luna', problem: { code: 'model_unknown' } }]);
    await next.change((choice) => editModels(choice, { allow: ['gpt-5.2'] }), OWNER);
    expect(next.state.problems).toEqual([]);
    expect(next.policy().allowed).toEqual(['gpt-3.5-turbo', 'gpt-5.2']);
  });
});

describe('a change', () => {
  test('that cannot be served is refused, and nothing of it is written', async () => {
    const { models, audit } = await start();
    const change = (allowed: string[], aliases: [string, string[]][] = []) =>
      models.change(() => ({ allowed, aliases: new Map(aliases) }), OWNER);
    await expect(change([])).rejects.toEqual(adminError({ code: 'no_model' }, ['allowed']));
    await expect(change(['gpt-4o', 'sk-abcdefgh'])).rejects.toEqual(
      adminError({ code: 'model_name_invalid' }, ['allowed', 1]),
    );
    await expect(change(['a'], [['a', ['a']]])).rejects.toEqual(
      adminError({ code: 'alias_of_alias', alias: 'a', served: 'a' }, ['aliases']),
    );
    expect(models.policy()).toBe(environment);
    expect(await audit()).toEqual([]);
  });

  test('made on an old version is refused', async () => {
    const { models } = await start();
    await models.change(ALLOW_LUNA, OWNER, 0);
    await expect(models.change(ALLOW_LUNA, OWNER, 0)).rejects.toEqual(adminError({ code: 'models_changed' }));
  });

  test('of some names keeps what another change at the same moment added', async () => {
    const { models } = await start();
    const names = ['gpt-6-luna', 'gpt-5.2', 'gpt-4o', 'gpt-5.4'];
    await Promise.all(names.map((name) => models.change((choice) => editModels(choice, { allow: [name] }), OWNER)));
    expect([...models.policy().allowed].sort()).toEqual(['gpt-3.5-turbo', ...names].sort());
    expect(models.state.version).toBe(4);
  });
});

describe('another process on the same database', () => {
  test('acts on a change after MAX_STALE_MS at the latest, and reads no more often', async () => {
    const { models, replica, time } = await start();
    const other = await replica();
    await models.change(ALLOW_LUNA, OWNER);
    time.now = MAX_STALE_MS - 1;
    expect(other.refresh()).toBeNull();
    expect(other.policy()).toBe(environment);
    time.now = MAX_STALE_MS;
    const reading = other.refresh();
    expect(other.refresh()).toBe(reading);
    await reading;
    expect(other.policy().allowed).toContain('gpt-6-luna');
    expect(other.refresh()).toBeNull();
  });

  test('tells its listeners of the change, once', async () => {
    const { models, replica, time } = await start();
    const other = await replica();
    const heard: number[] = [];
    other.onChange(() => heard.push(other.state.version));
    await models.change(ALLOW_LUNA, OWNER);
    for (let second = 1; second <= 3; second++) {
      time.now = second * MAX_STALE_MS;
      await other.refresh();
    }
    expect(heard).toEqual([1]);
  });

  test('keeps the last models while the store cannot be read, and asks again', async () => {
    let stored: StoredModelChoice | null = { version: 0, choice: null, changedAt: null, changedBy: null };
    const time = { now: 0 };
    const store = {
      modelChoice: async () => stored ?? Promise.reject(new Error('disk')),
      changeModelChoice: () => Promise.reject(new Error('disk')),
    };
    const models = new CurrentModels({ store, environment, now: () => 0, elapsed: () => time.now });
    await models.load();
    stored = null;
    time.now = MAX_STALE_MS;
    await models.refresh();
    expect(models.policy()).toBe(environment);
    expect(models.refresh()).not.toBeNull();
  });

  test('does not go back to what it began to read before a change of its own', async () => {
    const old: StoredModelChoice = { version: 0, choice: null, changedAt: null, changedBy: null };
    const choice: ModelChoice = { allowed: ['gpt-6-luna'], aliases: new Map() };
    let answer: (stored: StoredModelChoice) => void = () => undefined;
    const store = {
      modelChoice: () => new Promise<StoredModelChoice>((resolve) => (answer = resolve)),
      changeModelChoice: async () => ({ version: 1, choice, changedAt: 0, changedBy: 'owner' }),
    };
    const models = new CurrentModels({ store, environment, now: () => 0, elapsed: () => 0 });
    const loading = models.load();
    await models.change(() => choice, OWNER);
    answer(old);
    await loading;
    expect(models.policy().allowed).toEqual(['gpt-6-luna']);
  });
});

describe('editModels', () => {
  const CHOICE: ModelChoice = { allowed: ['gpt-3.5-turbo', 'a'], aliases: new Map([['a', ['gpt-6-luna']]]) };

  test('allows a name by giving it a model, and ends an alias with its name', () => {
    expect(editModels(CHOICE, { aliases: [['gpt-4o', ['gpt-6-luna']]] })).toEqual({
      allowed: ['gpt-3.5-turbo', 'a', 'gpt-4o'],
      aliases: new Map([
        ['a', ['gpt-6-luna']],
        ['gpt-4o', ['gpt-6-luna']],
      ]),
    });
    expect(editModels(CHOICE, { aliases: [['a', ['a']]] })).toEqual({ ...CHOICE, aliases: new Map() });
    expect(editModels(CHOICE, { aliases: [['a', null]] })).toEqual(editModels(CHOICE, { disallow: ['a'] }));
    expect(editModels(CHOICE, { disallow: ['a'] })).toEqual({ allowed: ['gpt-3.5-turbo'], aliases: new Map() });
  });

  test('refuses to take away what is not allowed', () => {
    expect(() => editModels(CHOICE, { disallow: ['a', 'gpt-4o'] })).toThrow('model_not_in_use at disallow.1');
    expect(() => editModels(CHOICE, { aliases: [['gpt-4o', null]] })).toThrow('model_not_in_use at aliases');
  });

  test('changes nothing of what it was given', () => {
    const before = structuredClone(CHOICE);
    editModels(CHOICE, { allow: ['x'], disallow: ['a'], aliases: [['y', ['z']]] });
    expect(CHOICE).toEqual(before);
  });
});

test('replaceModels keeps the order of names that stay, and adds new ones behind them', () => {
  const choice = { allowed: ['c', 'b', 'a'], aliases: new Map() };
  expect(replaceModels(choice, ['a', 'd', 'c'], new Map([['e', ['a']]])).allowed).toEqual(['c', 'a', 'd', 'e']);
});
