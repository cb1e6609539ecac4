import { readFileSync } from 'node:fs';
import { calcPrice, type ModelPrice } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { CatalogueError, parseCatalogue } from '../../src/ledger/catalogue.ts';
import { type Catalogue, type Model, type Price, priceAt } from '../../src/ledger/prices.ts';

const committed: unknown = JSON.parse(readFileSync(new URL('../../config/models.json', import.meta.url), 'utf8'));
const catalogue = parseCatalogue(committed, ENDPOINTS);

interface Figures {
  input: number;
  cachedInput: number;
  cacheWrite: number;
  output: number;
  longContext: { aboveInputTokens: number; inputPercent: number; outputPercent: number } | null;
}

/** Where our figures are not those of the package, why, and what the package says instead. */
const EXCEPTIONS: Record<string, { why: string; packageSays: Partial<Figures> }> = Object.fromEntries(
  ['gpt-5.4-mini', 'gpt-5.4-mini-2026-03-17', 'gpt-5.4-nano', 'gpt-5.4-nano-2026-03-17'].map((name) => [
    name,
    {
      why: 'our notes of 2026-11-23 give a long-context tier to gpt-5.4 and later; the package has none for these two: the dearer reading is kept',
      packageSays: { longContext: null },
    },
  ]),
);

/** Released after the package's data of 2026-09-23. */
const UNKNOWN_TO_THE_PACKAGE = ['gpt-6.1-terra', 'gpt-6.1-sol'];

/** Model, low, high: docs/decisions names the rule that each follows from. */
const IMAGE_TOKENS = `
gpt-4o 85 1445
gpt-4o-mini 2833 48169
gpt-4.1 85 1445
gpt-4.1-mini 6636 6636
gpt-5 70 1190
gpt-5.1 70 1190
gpt-5.2 4916 4916
gpt-5.4 4916 3000
gpt-5.4-mini 4916 3000
gpt-5.4-nano 4916 3000
gpt-5.6-sol 308 3000
gpt-5.6-terra 308 3000
gpt-5.6-luna 308 3000
gpt-6-astra 308 3000
o3 75 1275
`;
/** The package has no prices of images and characters. */
const ofTokens = [...catalogue].filter(
  ([, { drawing, prices }]) => drawing === undefined && prices.every((price) => price.perCharacter === undefined),
);

describe('config/models.json', () => {
  it.each(['2026-11-01', ...dated(catalogue)])('has the prices that @pydantic/genai-prices has for %s', (day) => {
    const at = new Date(`${day}T12:00:00Z`);
    const unknown: string[] = [];
    for (const [name, model] of ofTokens) {
      const theirs = calcPrice({ input_tokens: 1 }, name, { providerId: 'openai', timestamp: at });
      if (theirs === null) unknown.push(name);
      else
        expect({ name, ...figuresOf(theirs.model_price) }).toEqual({
          name,
          ...expected(name, priceAt(model, at.getTime())),
        });
    }
    expect(unknown).toEqual(UNKNOWN_TO_THE_PACKAGE);
  });

  it('has dated price changes, so that the test above compares more than one day', () => {
    expect(dated(catalogue)).toEqual(expect.arrayContaining(['2026-07-30', '2026-08-21']));
  });

  it('serves the name that the lecture used, at the price that it had', () => {
    const model = find('gpt-3.5-turbo');
    expect(find('gpt-3.5-turbo-0125')).toBe(model);
    expect(priceAt(model, Date.parse('2026-11-01'))).toMatchObject({ input: 500_000, output: 1_500_000 });
    expect(model).toMatchObject({
      contextWindow: 16_385,
      maxOutput: 4096,
      reasoning: false,
      shutdownDate: '2026-10-23',
    });
  });

  it('bounds the input of embeddings by what a whole request may hold, not by one of its inputs', () => {
    expect(find('text-embedding-3-small')).toMatchObject({
      contextWindow: 300_000,
      maxOutput: 0,
      endpoints: ['embeddings'],
    });
  });

  it('knows every kind of endpoint, and that moderation is free', () => {
    expect(find('gpt-3.5-turbo-instruct').endpoints).toEqual(['completions']);
    expect(find('omni-moderation-latest').prices).toMatchObject([{ input: 0, output: 0 }]);
    expect(find('gpt-6-luna')).toMatchObject({
      endpoints: ['chat', 'responses'],
      reasoning: true,
      defaultMaxOutput: 4096,
    });
  });

  it('says what one image is at most for the models whose sizes are published, and lets no other take one', () => {
    const models = [...new Set(catalogue.values())].filter(({ inputs }) => inputs.includes('image'));
    const lines = models.map(({ id, imageTokens }) => `${id} ${imageTokens?.low} ${imageTokens?.high}`);
    expect(lines.join('\n')).toBe(IMAGE_TOKENS.trim());
    for (const { imageTokens } of models) expect(imageTokens).not.toHaveProperty('original');
    for (const { imageTokens } of models) expect(imageTokens?.source).toMatch(/\d{4}-\d\d-\d\d/);
  });

  // Source: OpenAI's pricing and deprecation pages, read 2026-11-25.
  it.each([
    ['tts-1', 15_000_000],
    ['tts-1-hd', 30_000_000],
  ])('prices %s by the character, until it is shut down', (name, perCharacter) => {
    const model = find(name);
    expect(model).toMatchObject({ endpoints: ['speech'], contextWindow: 4096, shutdownDate: '2027-01-06' });
    expect(model.prices).toMatchObject([{ perCharacter, input: 0, cachedInput: 0, cacheWrite: 0, output: 0 }]);
    expect(model.takesVoiceInstructions).toBeUndefined();
  });

  it('gives the source and the day of every price', () => {
    for (const model of catalogue.values())
      for (const { source } of model.prices) expect(source).toMatch(/\d{4}-\d\d-\d\d/);
  });
});

describe('parseCatalogue', () => {
  const price = { from: '2026-01-01', input: 100, cached_input: 10, cache_write: 125, output: 500, source: 'here' };
  const model = {
    id: 'm',
    snapshots: ['m-1'],
    endpoints: ['chat'],
    inputs: ['text'],
    context_window: 1000,
    max_output: 100,
    default_max_output: 50,
    reasoning: false,
    shutdown_date: null,
    prices: [price],
  };
  const withModel = (change: object) => ({ models: [{ ...model, ...change }] });
  const withPrice = (change: object) => withModel({ prices: [{ ...price, ...change }] });
  const imageTokens = { low: 10, high: 20, source: 'here' };
  const withImages = (tokens: object, change: object = {}) =>
    withModel({ inputs: ['text', 'image'], image_tokens: { ...imageTokens, ...tokens }, ...change });
  const spoken = { from: '2026-01-01', per_character: 15, source: 'here' };
  const speech = { ...model, endpoints: ['speech'], max_output: 0, default_max_output: 0, prices: [spoken] };
  const withSpeech = (change: object) => ({ models: [{ ...speech, ...change }] });
  const tier = { above_input_tokens: 500, input_percent: 200, output_percent: 150 };

  it('accepts the fixture before a problem is put into it', () => {
    expect(problemsOf(withModel({}))).toEqual([]);
    const images = { image_detail: 'original', max_images: 2 };
    expect(parseCatalogue(withImages({ original: 30 }, images), ENDPOINTS).get('m')).toMatchObject({
      ...{ inputs: ['text', 'image'], imageDetail: 'original', maxImages: 2 },
      imageTokens: { low: 10, high: 20, original: 30, source: 'here' },
    });
    expect(
      parseCatalogue(withPrice({ long_context: tier }), ENDPOINTS).get('m-1')?.prices[0]?.longContext?.inputPercent,
    ).toBe(200);
  });

  it('reads what only a model for speech has', () => {
    const json = withSpeech({ voices: ['alloy'], voice_instructions: true });
    expect(parseCatalogue(json, ENDPOINTS).get('m')).toMatchObject({
      voices: ['alloy'],
      takesVoiceInstructions: true,
      prices: [{ perCharacter: 15, input: 0, cachedInput: 0, cacheWrite: 0, output: 0 }],
    });
    expect(problemsOf(withSpeech({ prices: [{ ...spoken, per_character: 0 }] }))).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', null, /must be a JSON object/],
    ['no models', { models: [] }, /models must be a list of at least 1/],
    ['an unknown field at the top', { models: [model], extra: 1 }, /"extra" is unknown/],
    ['an unknown field of a model', withModel({ max_ouput: 5 }), /models\[0\] \(m\): the field "max_ouput" is unknown/],
    ['an unknown field of a price', withPrice({ batch: 5 }), /prices\[0\]: the field "batch" is unknown/],
    ['a model that is none', { models: [model, 'gpt'] }, /models\[1\] must be a JSON object/],
    ['an id given twice', { models: [model, { ...model, snapshots: [] }] }, /"m" is given twice/],
    [
      "a snapshot that is another model's id",
      { models: [model, { ...model, id: 'm-1', snapshots: [] }] },
      /"m-1" is given twice/,
    ],
    ['its own name as a snapshot', withModel({ snapshots: ['m'] }), /"m" is given twice/],
    ['a name that settings cannot list', withModel({ id: 'a,b' }), /id must be a name without/],
    ['an unknown endpoint', withModel({ endpoints: ['chat', 'videos'] }), /endpoints must be texts: among chat/],
    ['no endpoint', withModel({ endpoints: [] }), /endpoints must be a list of at least 1/],
    ['an endpoint twice', withModel({ endpoints: ['chat', 'chat'] }), /endpoints names one twice/],
    ['an input that is not bounded', withModel({ inputs: ['text', 'audio'] }), /"audio", whose cost nothing bounds/],
    ['images without their tokens', withModel({ inputs: ['text', 'image'] }), /needs image_tokens/],
    ['tokens of images that a model does not take', withModel({ image_tokens: imageTokens }), /only for a model with/],
    ['a number of images of a model without', withModel({ max_images: 2 }), /only for a model with "image"/],
    ['images that cost no token', withImages({ low: 0 }), /image_tokens: low must be a whole number, 1 or more/],
    ['a detail without a number', withImages({ high: undefined }), /image_tokens: high must be a whole number/],
    ['a detail that is none', withImages({ auto: 5 }), /image_tokens: the field "auto" is unknown/],
    ['tokens of images from nowhere', withImages({ source: ' ' }), /image_tokens: source must be the document/],
    ['a default detail that is none', withImages({}, { image_detail: 'auto' }), /image_detail must be low, high, orig/],
    [
      'a default detail without a number',
      withImages({}, { image_detail: 'original' }),
      /image_detail is "original", for which image_tokens has no number/,
    ],
    ['no image at all', withImages({}, { max_images: 0 }), /max_images must be a whole number from 1 to 1500/],
    ['no input', withModel({ inputs: [] }), /inputs must be a list of at least 1/],
    ['inputs that nobody named', withModel({ inputs: undefined }), /inputs must be a list/],
    ['an input twice', withModel({ inputs: ['text', 'text'] }), /inputs names one twice/],
    ['a parameter that every model takes', withModel({ takes: ['seed'] }), /takes must be texts: among stop, temp/],
    [
      'reasoning that a model lacks',
      withModel({ takes_without_reasoning: ['stop'] }),
      /takes_without_reasoning is only for a model with reasoning/,
    ],
    ['an effort that is no word', withModel({ default_effort: 'NONE' }), /default_effort must be a word/],
    ['an input that is no text', withModel({ inputs: ['text', 7] }), /inputs must be texts/],
    ['a missing field', withModel({ reasoning: undefined }), /reasoning must be true or false/],
    ['a text for a number', withModel({ context_window: '1000' }), /context_window must be a whole number/],
    ['more output than fits the window', withModel({ max_output: 1001 }), /max_output is above context_window/],
    ['a default above the maximum', withModel({ default_max_output: 101 }), /default_max_output is above max_output/],
    [
      'a writing model without a default cap',
      withModel({ default_max_output: 0 }),
      /at least 1 for a model that writes/,
    ],
    ['a shutdown on no day', withModel({ shutdown_date: '2026-02-30' }), /shutdown_date must be a day/],
    ['a slack in fractions', withModel({ input_slack_tokens: 0.5 }), /input_slack_tokens must be a whole number, 0/],
    [
      'a slack that is taken away',
      withModel({ input_slack_tokens: null }),
      /input_slack_tokens must be a whole number/,
    ],
    ['no prices', withModel({ prices: [] }), /prices must be a list of at least 1/],
    ['a price in fractions', withPrice({ output: 0.5 }), /output must be a whole number/],
    ['a negative price', withPrice({ output: -1 }), /output must be a whole number/],
    ['a cache write below input', withPrice({ cache_write: 99 }), /cache_write is below input/],
    ['cached input above input', withPrice({ cached_input: 101 }), /cached_input is above input/],
    ['a price from no day', withPrice({ from: '2026-1-1' }), /from must be a day/],
    ['a price without a source', withPrice({ source: ' ' }), /source must be the document/],
    ['prices that descend', withModel({ prices: [price, { ...price, from: '2025-01-01' }] }), /must ascend/],
    ['two prices of one day', withModel({ prices: [price, price] }), /must ascend/],
    [
      'a tier that makes more cheaper',
      withPrice({ long_context: { ...tier, input_percent: 50 } }),
      /input_percent must be a whole number, 100/,
    ],
    [
      'half a tier',
      withPrice({ long_context: { ...tier, output_percent: undefined } }),
      /output_percent must be a whole number/,
    ],
    ['a flex tier that is dearer', withPrice({ flex: { percent: 101, source: 'here' } }), /percentage is above 100/],
    [
      'a flex tier with dearer cached input',
      withPrice({ flex: { percent: 50, cached_percent: 101, source: 'here' } }),
      /percentage is above 100/,
    ],
    [
      'a flex tier for nothing',
      withPrice({ flex: { percent: 0, source: 'here' } }),
      /percent must be a whole number, 1/,
    ],
    ['a flex tier without a source', withPrice({ flex: { percent: 50 } }), /source is missing/],
    ['an unknown field of a flex tier', withPrice({ flex: { percent: 50, source: 'x', per: 1 } }), /"per" is unknown/],
    // Its answers carry no usage: whatever it costs would go unseen.
    ['moderations that cost', withModel({ endpoints: ['chat', 'moderations'] }), /for moderations must be free/],
    ['speech priced by tokens', withSpeech({ prices: [price] }), /for speech need per_character, in place/],
    [
      'a chat priced by characters',
      withModel({ prices: [spoken] }),
      /per_character is only for a model that serves speech/,
    ],
    [
      'speech beside an endpoint of tokens',
      withSpeech({ endpoints: ['speech', 'embeddings'] }),
      /serves speech and nothing else/,
    ],
    [
      'a price of both units',
      withSpeech({ prices: [{ ...spoken, input: 1 }] }),
      /prices\[0\]: the field "input" is unknown/,
    ],
    [
      'a flex tier of characters',
      withSpeech({ prices: [{ ...spoken, flex: { percent: 50, source: 'here' } }] }),
      /long_context and flex are of tokens/,
    ],
    [
      'characters in fractions',
      withSpeech({ prices: [{ ...spoken, per_character: 1.5 }] }),
      /per_character must be a whole number/,
    ],
    [
      'a text too dear to be counted exactly',
      withSpeech({ prices: [{ ...spoken, per_character: 1e13 }] }),
      /above what can be counted exactly/,
    ],
    ['no voice', withSpeech({ voices: [] }), /voices must be a list of at least 1/],
    ['voices that are no names', withSpeech({ voices: ['alloy', 7] }), /voices must be texts: names of voices/],
    ['instructions that are neither', withSpeech({ voice_instructions: 'yes' }), /voice_instructions must be true or/],
    ['a call too dear to be counted exactly', withPrice({ output: 1e13 }), /above what can be counted exactly/],
  ])('reports one problem with its place for %s', (_what, json, text) => {
    expect(problemsOf(json)).toEqual([expect.stringMatching(text)]);
  });

  it('names all problems at once', () => {
    const problems = problemsOf({
      models: [
        { ...model, max_output: -1 },
        { ...model, prices: [{ ...price, input: 1.5, y: 1 }] },
      ],
      x: 1,
    });
    expect(problems).toHaveLength(6);
    for (const part of ['"x"', 'max_output', 'input must', '"y"', '"m" is given twice', '"m-1" is given twice']) {
      expect(
        problems.filter((problem) => problem.includes(part)),
        part,
      ).toHaveLength(1);
    }
  });

  it('throws one error with every problem in its message', () => {
    expect(() => parseCatalogue({ models: [model], x: 1, y: 2 }, ENDPOINTS)).toThrow(
      /2 error\(s\):\n- .*"x".*\n- .*"y"/,
    );
  });
});

function problemsOf(json: unknown): readonly string[] {
  try {
    parseCatalogue(json, ENDPOINTS);
    return [];
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems;
    throw error;
  }
}

function find(name: string): Model {
  return catalogue.get(name) ?? expect.fail(`${name} is not in the catalogue`);
}

/** The days on which a price changed. */
function dated(models: Catalogue): string[] {
  const changes = [...models.values()].flatMap((model) => model.prices.slice(1).map((price) => price.from));
  return [...new Set(changes)].sort();
}

function expected(name: string, price: Price): Figures {
  const { input, cachedInput, cacheWrite, output, longContext = null } = price;
  return { input, cachedInput, cacheWrite, output, longContext, ...EXCEPTIONS[name]?.packageSays };
}

/** The package's USD per million tokens as our micro-USD; what it does not list apart costs what input costs. */
function figuresOf(price: ModelPrice): Figures {
  const { input_mtok: input, output_mtok: output, cache_read_mtok: read, cache_write_mtok: write } = price;
  return {
    input: micro(input),
    cachedInput: micro(read ?? input),
    cacheWrite: micro(write ?? input),
    output: micro(output),
    longContext: tierOf(input, output),
  };
}

function micro(usd: ModelPrice[string]): number {
  return Math.round((typeof usd === 'object' ? usd.base : (usd ?? 0)) * 1_000_000);
}

function tierOf(input: ModelPrice[string], output: ModelPrice[string]): Figures['longContext'] {
  if (typeof input !== 'object' || typeof output !== 'object') return null;
  const [inputTier, ...more] = input.tiers;
  const [outputTier] = output.tiers;
  if (!inputTier || !outputTier || more.length > 0) return null;
  return {
    aboveInputTokens: inputTier.start,
    inputPercent: Math.round((inputTier.price / input.base) * 100),
    outputPercent: Math.round((outputTier.price / output.base) * 100),
  };
}
