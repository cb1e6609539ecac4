import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { aliasText, parseModelNames } from '../../src/ledger/model-aliases.ts';
import {
  type FallbackChoice,
  fallbackAdvice,
  fallbackFor,
  type ListedDates,
  proposedAliases,
  shutdownDay,
} from '../../src/ledger/model-fallbacks.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const { catalogue } = loadConfig({}).models;

function choiceOf(aliases: Record<string, string> = {}, listed: ListedDates | null = null): FallbackChoice {
  return {
    catalogue,
    aliases: new Map(Object.entries(aliases).map(([alias, links]) => [alias, parseModelNames(links)])),
    lists: () => listed,
    now: NOW,
  };
}

describe('proposedAliases', () => {
  it('adds a fallback for each allowed model that retires soon to what is set, and leaves the rest', () => {
    expect(proposedAliases(['gpt-3.5-turbo'], choiceOf())).toBe('gpt-3.5-turbo=gpt-6-luna');
    expect(proposedAliases(['gpt-6-luna'], choiceOf())).toBe('');
    expect(proposedAliases(['gpt-3.5-turbo', 'mine'], choiceOf({ mine: 'gpt-6-luna' }))).toBe(
      'mine=gpt-6-luna,gpt-3.5-turbo=gpt-6-luna',
    );
    expect(proposedAliases(['mine'], choiceOf({ mine: 'gpt-3.5-turbo' }))).toBe('mine=gpt-6-luna');
    expect(proposedAliases(['gpt-3.5-turbo-instruct'], choiceOf())).toBe('');
  });

  it('replaces a model in its place, and keeps what follows, each model once', () => {
    const proposed = (links: string) => proposedAliases(['mine'], choiceOf({ mine: links }));
    expect(proposed('gpt-3.5-turbo|gpt-5.6-luna')).toBe('mine=gpt-6-luna|gpt-5.6-luna');
    expect(proposed('gpt-5.6-luna|gpt-3.5-turbo')).toBe('mine=gpt-5.6-luna|gpt-6-luna');
    expect(proposed('gpt-3.5-turbo|gpt-6-luna')).toBe('mine=gpt-6-luna');
    expect(proposedAliases(['gpt-6-luna'], choiceOf({ 'gpt-6-luna': 'gpt-6-luna|gpt-3.5-turbo' }))).toBe('');
  });
});

describe('fallbackFor', () => {
  it('finds a model that serves every endpoint of the retiring model and does not retire soon itself', () => {
    for (const [name, retiring] of catalogue) {
      const fallback = fallbackFor(name, choiceOf());
      if (fallback === null) continue;
      const model = catalogue.get(fallback) ?? expect.fail(fallback);
      expect([name, model.endpoints]).toEqual([name, expect.arrayContaining([...retiring.endpoints])]);
      expect([null, '2027-04-01']).toContain(model.shutdownDate);
      expect(model).not.toBe(retiring);
    }
  });

  it('finds the cheapest model of a kind, or none', () => {
    const found = ['gpt-3.5-turbo', 'gpt-6-luna', 'text-embedding-3-small', 'omni-moderation-latest'].map((name) =>
      fallbackFor(name, choiceOf()),
    );
    expect(found).toEqual(['gpt-6-luna', 'gpt-5.6-luna', 'text-embedding-ada-002', null]);
    expect(fallbackFor('gpt-3.5-turbo-instruct', choiceOf())).toBeNull();
  });

  it('finds only a model that the provider lists and keeps for more than two months', () => {
    const listed = new Map([
      ['gpt-6-luna', '2026-12-24'],
      ['gpt-6-sol', null],
    ]);
    expect(fallbackFor('gpt-3.5-turbo', choiceOf({}, listed))).toBe('gpt-6-sol');
  });

  it('leaves out a name that is an alias, with which the server would not start', () => {
    expect(fallbackFor('gpt-3.5-turbo', choiceOf({ 'gpt-6-luna': 'gpt-6-sol' }))).toBe('gpt-5.6-luna');
  });
});

describe('fallbackAdvice', () => {
  it.each<[string, Record<string, string>, string]>([
    ['gpt-3.5-turbo', {}, 'gpt-3.5-turbo=gpt-6-luna'],
    ['gpt-3.5-turbo', { other: 'gpt-6-sol' }, 'gpt-3.5-turbo=gpt-6-luna'],
    // One that takes images is followed by one that takes them.
    ['lecture', { lecture: 'gpt-4o' }, 'lecture=gpt-5.6-luna'],
    ['gpt-4o', { lecture: 'gpt-4o' }, 'lecture=gpt-5.6-luna gpt-4o=gpt-5.6-luna'],
    ['lecture', { lecture: 'gpt-4-turbo|gpt-5.6-luna' }, '"lecture=gpt-6-luna|gpt-5.6-luna"'],
  ])(
    'gives the command that keeps every name of the model answering, for %s beside %j',
    (requested, aliases, pairs) => {
      const retiring = { requested, served: parseModelNames(aliases[requested] ?? requested)[0] ?? '' };
      const advice = fallbackAdvice(retiring, choiceOf(aliases));
      expect(advice).toBe(`let another model answer on the settings page, or run: jigap model alias ${pairs}`);
      const next = {
        ...aliases,
        ...Object.fromEntries(
          pairs
            .replaceAll('"', '')
            .split(' ')
            .map((pair) => pair.split('=')),
        ),
      };
      const value = Object.entries(next).map((pair) => pair.join('='));
      expect([...loadConfig({ JIGAP_MODEL_ALIASES: value.join(',') }).models.aliases].map(aliasText)).toEqual(value);
    },
  );

  it('says so where the catalogue has nothing to offer', () => {
    const retiring = { requested: 'gpt-3.5-turbo-instruct', served: 'gpt-3.5-turbo-instruct' };
    expect(fallbackAdvice(retiring, choiceOf({ a: 'gpt-4o' }))).toBe(
      'the catalogue has no other for completions; choose other models on the settings page, or run: jigap model disallow gpt-3.5-turbo-instruct',
    );
  });
});

describe('the day of a shutdown', () => {
  it.each<[string, string | null, string | null]>([
    ['gpt-4o', '2026-12-24', '2026-12-24'],
    ['gpt-4o', '2027-02-01', '2027-01-14'],
    ['gpt-4o', null, '2027-01-14'],
    ['gpt-6-luna', '2027-02-01', '2027-02-01'],
    ['gpt-6-luna', null, null],
  ])('of %s, which the provider says is %s, is %s: the earlier one counts', (name, said, expected) => {
    expect(shutdownDay(name, catalogue, () => new Map([[name, said]]))).toBe(expected);
  });
});
