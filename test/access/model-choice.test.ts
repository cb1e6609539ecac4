import { describe, expect, test } from 'vitest';
import { findModelProblems, isChoosableName, MAX_MODEL_NAMES, usablePart } from '../../src/access/model-choice.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parseModelNames } from '../../src/ledger/model-aliases.ts';

const { catalogue } = loadConfig({}).models;

function aliasesFrom(aliases: Record<string, string>) {
  return new Map(Object.entries(aliases).map(([alias, links]) => [alias, parseModelNames(links)]));
}

const EIGHT = [...new Set([...catalogue.values()].filter(({ endpoints }) => endpoints.includes('chat')))]
  .map(({ id }) => id)
  .filter((id) => !['gpt-4o', 'gpt-3.5-turbo'].includes(id))
  .slice(0, 8)
  .join('|');

function problemsOf(allowed: readonly string[], aliases: Record<string, string> = {}) {
  return findModelProblems({ allowed, aliases: aliasesFrom(aliases) }, catalogue);
}

describe('findModelProblems', () => {
  test('finds none in models of the catalogue, their snapshots and aliases of either', () => {
    const aliases = { 'gpt-4o': 'gpt-6-luna', lecture: 'gpt-5.6', 수업: 'gpt-6-luna' };
    expect(problemsOf(['gpt-6-luna', 'gpt-4o', 'gpt-4o-mini-2024-07-18', 'lecture', '수업'], aliases)).toEqual([]);
  });

  test('finds none in models that follow, also behind the model of the name itself', () => {
    const aliases = { 'gpt-3.5-turbo': 'gpt-6-luna|gpt-4o', 'gpt-6-luna': 'gpt-6-luna|gpt-5.6', all: EIGHT };
    expect(problemsOf(['gpt-3.5-turbo', 'gpt-6-luna', 'all'], aliases)).toEqual([]);
  });

  test.each<[string, string[], Record<string, string>, object]>([
    ['a model without a price', ['gpt-7'], {}, { code: 'model_unknown', name: 'gpt-7' }],
    ['an alias of a model without a price', ['a'], { a: 'gpt-7' }, { code: 'model_unknown', name: 'gpt-7' }],
    ['an alias of an alias', ['a'], { a: 'gpt-4o', 'gpt-4o': 'gpt-6-luna' }, { code: 'alias_of_alias', alias: 'a' }],
    ['an alias of itself', ['gpt-4o'], { 'gpt-4o': 'gpt-4o' }, { code: 'alias_of_alias', served: 'gpt-4o' }],
    ['a circle', ['a'], { a: 'b', b: 'a' }, { code: 'alias_of_alias', alias: 'a', served: 'b' }],
    [
      'an alias of a model for other endpoints',
      ['text-embedding-ada-002'],
      { 'text-embedding-ada-002': 'gpt-6-luna' },
      { code: 'alias_other_endpoints', endpoints: ['embeddings'], servedEndpoints: ['chat', 'responses'] },
    ],
    ['a follower without a price', ['a'], { a: 'gpt-4o|gpt-7' }, { code: 'model_unknown', name: 'gpt-7' }],
    ['a follower that is empty', ['a'], { a: 'gpt-4o|' }, { code: 'model_name_invalid' }],
    [
      'a follower that is an alias',
      ['a'],
      { a: 'gpt-5.6|gpt-4o', 'gpt-4o': 'gpt-6-luna' },
      { code: 'alias_of_alias', alias: 'a', served: 'gpt-4o' },
    ],
    ['a model that follows itself', ['a'], { a: 'gpt-4o|gpt-4o' }, { code: 'alias_model_twice', served: 'gpt-4o' }],
    [
      'more models than are tried',
      ['a'],
      { a: `${EIGHT}|gpt-4o` },
      { code: 'alias_too_many_models', alias: 'a', max: 8 },
    ],
    [
      'a follower for other endpoints',
      ['a'],
      { a: 'gpt-6-luna|text-embedding-ada-002' },
      { code: 'alias_other_endpoints', alias: 'a', served: 'text-embedding-ada-002' },
    ],
    ['no model at all', [], {}, { code: 'no_model' }],
    ['more names than a page shows', Array.from({ length: MAX_MODEL_NAMES + 1 }, () => 'gpt-4o'), {}, { max: 200 }],
  ])('refuses %s', (_what, allowed, aliases, problem) => {
    expect(problemsOf(allowed, aliases)[0]?.problem).toMatchObject(problem);
  });

  test('names the list and the name that each problem is about', () => {
    const placed = problemsOf(['gpt-4o', 'gpt-7'], { a: 'gpt-8' });
    expect(placed.map(({ field, name }) => [field, name])).toEqual([
      ['aliases', 'a'],
      ['allowed', 'gpt-7'],
    ]);
  });
});

const HOSTILE = [
  '',
  'a b',
  'a,b',
  'a=b',
  'a|b',
  'a\nb',
  'a\u0000b',
  'a\u202eb',
  'a\u200bb',
  '\ud800',
  'x'.repeat(101),
  'sk-proj-0123456789abcdef',
  'jgp_0123456789',
  'my-jgo_0123456789',
];

describe('isChoosableName', () => {
  test.each(['gpt-4o', 'meta-llama/Llama-3.3-70B', 'llama3.2:3b', '수업-모델', '<b>', "o'clock"])(
    'takes %s',
    (name) => {
      expect(isChoosableName(name)).toBe(true);
    },
  );

  test.each(HOSTILE)('refuses %j', (name) => {
    expect(isChoosableName(name)).toBe(false);
  });

  test.each(HOSTILE.filter((name) => !['', 'a|b'].includes(name)))('a problem of %j does not repeat it', (name) => {
    const problems = [
      ...problemsOf([name]),
      ...problemsOf(['a'], { a: name }),
      ...problemsOf([name], { [name]: 'gpt-4o' }),
    ];
    expect(problems.map(({ problem }) => problem)).toEqual(problems.map(() => ({ code: 'model_name_invalid' })));
    expect(problems.length).toBe(3);
  });
});

describe('usablePart', () => {
  test('keeps what the catalogue still serves', () => {
    const choice = { allowed: ['gpt-4o', 'gone', 'lecture'], aliases: new Map([['lecture', ['gpt-6-luna']]]) };
    expect(usablePart(choice, catalogue)).toEqual({ allowed: ['gpt-4o', 'lecture'], aliases: choice.aliases });
  });

  test('does not serve a model of the catalogue by itself where the alias that priced it is broken', () => {
    const choice = { allowed: ['gpt-3.5-turbo', 'gpt-4o'], aliases: new Map([['gpt-3.5-turbo', ['gone']]]) };
    expect(usablePart(choice, catalogue)).toEqual({ allowed: ['gpt-4o'], aliases: new Map() });
  });
});
