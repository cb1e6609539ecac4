import { describe, expect, it } from 'vitest';
import { LAB, loadWithFiles, modelRow, problemsWith } from './providers-fixture.ts';

const AZURE = { name: 'azure', base_url: 'https://school.openai.azure.com/openai/v1', key_env: 'AZURE_KEY' };
const env = { AZURE_KEY: 'the-key-at-azure-0123' };

describe('JIGAP_MORE_MODELS_FILE', () => {
  it('adds its models to those that come with jigap', () => {
    const shipped = loadWithFiles({}).models.catalogue;
    const { catalogue } = loadWithFiles({ providers: { providers: [LAB] }, more: [modelRow('llama', 'lab')] }).models;
    expect([...catalogue.keys()]).toEqual([...shipped.keys(), 'llama']);
    expect(catalogue.get('llama')).toMatchObject({ id: 'llama', provider: 'lab' });
    expect(catalogue.get('gpt-6-luna')).toEqual(shipped.get('gpt-6-luna'));
  });

  it('adds to a catalogue of the owner, too', () => {
    const files = {
      providers: { providers: [LAB] },
      models: [modelRow('own', 'openai')],
      more: [modelRow('llama', 'lab')],
    };
    const { catalogue } = loadWithFiles({ ...files, env: { JIGAP_ALLOWED_MODELS: 'own,llama' } }).models;
    expect([...catalogue.keys()]).toEqual(['own', 'llama']);
  });

  it('lets the order of the providers decide who is first for a model of several', () => {
    const rows = [modelRow('gpt-6-luna', 'azure', 5), modelRow('gpt-6-luna', 'lab')];
    const orders = [
      { providers: [LAB, AZURE], tried: ['openai', 'lab', 'azure'] },
      { providers: [AZURE, LAB], tried: ['openai', 'azure', 'lab'] },
    ];
    for (const { providers, tried } of orders) {
      const { catalogue } = loadWithFiles({ providers: { providers }, more: rows, env }).models;
      const first = catalogue.get('gpt-6-luna');
      expect([first, ...(first?.elsewhere ?? [])].map((row) => row?.provider)).toEqual(tried);
      expect(first?.elsewhere?.every((row) => row.elsewhere === undefined)).toBe(true);
    }
  });

  it('leads each name, snapshots too, to the first provider that has it', () => {
    const more = [
      modelRow('llama', 'lab', 0, { snapshots: ['llama-q4'] }),
      modelRow('llama', 'azure', 7, { snapshots: ['llama-q4', 'llama-f16'] }),
    ];
    const { catalogue } = loadWithFiles({ providers: { providers: [LAB, AZURE] }, more, env }).models;
    const rowsOf = (name: string) => {
      const first = catalogue.get(name);
      return [first, ...(first?.elsewhere ?? [])].map((row) => row?.provider);
    };
    expect([rowsOf('llama'), rowsOf('llama-q4'), rowsOf('llama-f16')]).toEqual([
      ['lab', 'azure'],
      ['lab', 'azure'],
      ['azure'],
    ]);
    expect(catalogue.get('llama')).toBe(catalogue.get('llama-q4'));
  });

  it('is priced, and padded, as each provider bills', () => {
    const providers = [{ ...LAB, price_percent: 150, input_slack_tokens: 7 }, AZURE];
    const more = [
      modelRow('llama', 'lab', 1001),
      modelRow('own-slack', 'lab', 0, { input_slack_tokens: 0 }),
      modelRow('llama', 'azure', 1001),
    ];
    const { catalogue } = loadWithFiles({
      providers: { providers },
      more,
      env: { ...env, JIGAP_PRICE_PERCENT: '200' },
    }).models;
    const [llama, shipped] = [catalogue.get('llama'), catalogue.get('gpt-3.5-turbo')];
    expect(llama?.prices[0]).toMatchObject({ input: 1502, cachedInput: 1502, cacheWrite: 1502, output: 1502 });
    expect(llama?.elsewhere?.[0]?.prices[0]).toMatchObject({ input: 1001, output: 1001 });
    expect(shipped?.prices[0]).toMatchObject({ input: 1_000_000, output: 3_000_000 });
    expect(
      [llama, catalogue.get('own-slack'), llama?.elsewhere?.[0], shipped].map((row) => row?.inputSlackTokens),
    ).toEqual([7, 0, undefined, undefined]);
  });
});

describe('models whose provider is not set up', () => {
  it('are left out when they come with jigap', () => {
    const files = { providers: { providers: [LAB] }, more: [modelRow('llama', 'lab')] };
    const { models } = loadWithFiles({ ...files, env: { OPENAI_API_KEY: '', JIGAP_ALLOWED_MODELS: 'llama' } });
    expect([...models.catalogue.keys()]).toEqual(['llama']);
  });

  it('are named where students are allowed to use them', () => {
    const files = { providers: { providers: [LAB] }, more: [modelRow('llama', 'lab')] };
    const env = {
      OPENAI_API_KEY: '',
      JIGAP_MODEL_ALIASES: 'gpt-4o=gpt-6-luna',
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,llama',
    };
    expect(problemsWith({ ...files, env })).toEqual([
      'JIGAP_MODEL_ALIASES: "gpt-6-luna" is a model of the provider "openai", which is not set up; set OPENAI_API_KEY, or name other models',
      'JIGAP_ALLOWED_MODELS: "gpt-3.5-turbo" is a model of the provider "openai", which is not set up; set OPENAI_API_KEY, or name other models',
    ]);
  });

  it('are a fault in the files of the owner', () => {
    const more = ['a', 'b', 'c', 'd', 'e'].map((id) => modelRow(id, 'labb'));
    expect(problemsWith({ providers: { providers: [LAB] }, more })).toEqual([
      'JIGAP_MORE_MODELS_FILE: a, b, c and 2 more: there is no provider "labb"; add it to JIGAP_PROVIDERS_FILE, or correct the name',
    ]);
    expect(problemsWith({ models: [modelRow('own', 'lab')], env: { JIGAP_ALLOWED_MODELS: 'own' } })).toEqual([
      'JIGAP_MODELS_FILE: own: there is no provider "lab"; add it to JIGAP_PROVIDERS_FILE, or correct the name',
      expect.stringMatching(/^JIGAP_ALLOWED_MODELS: "own" is a model of the provider "lab", which is not set up/),
    ]);
  });
});

describe('names of models that are not unique', () => {
  it.each<[string, object, RegExp]>([
    [
      'an id of the shipped catalogue at its own provider',
      modelRow('gpt-6-luna', 'openai'),
      /the name "gpt-6-luna" is given twice/,
    ],
    [
      'its snapshot',
      modelRow('mine', 'openai', 0, { snapshots: ['gpt-3.5-turbo-0125'] }),
      /"gpt-3.5-turbo-0125" is given twice/,
    ],
    [
      'a snapshot that is an id elsewhere',
      modelRow('gpt-3.5-turbo-0125', 'lab'),
      /belongs to gpt-3.5-turbo at openai, and to gpt-3.5-turbo-0125 at lab/,
    ],
  ])('%s', (_name, row, problem) => {
    expect(problemsWith({ providers: { providers: [LAB] }, more: [row] })).toEqual([
      expect.stringMatching(new RegExp(`^JIGAP_MORE_MODELS_FILE: .*${problem.source}`)),
    ]);
  });
});
