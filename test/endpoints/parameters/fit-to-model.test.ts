import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { fitToModel, ModelLacksError } from '../../../src/endpoints/parameters/fit-to-model.ts';
import { parseCatalogue } from '../../../src/ledger/catalogue.ts';
import { MODEL_PARAMETERS } from '../../../src/ledger/model-parameters.ts';
import { takesParameter } from '../../../src/ledger/parameter-support.ts';
import type { Model } from '../../../src/ledger/prices.ts';

const catalogue = parseCatalogue(
  JSON.parse(readFileSync(new URL('../../../config/models.json', import.meta.url), 'utf8')) as unknown,
  ENDPOINTS,
);

function model(id: string): Model {
  const found = catalogue.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

/** The remedy of the refusal; undefined when there is none. */
function lacking(fields: object, id: string): string | undefined {
  try {
    fitToModel({ ...fields }, model(id), 4096);
    return undefined;
  } catch (error) {
    if (error instanceof ModelLacksError) return `${error.param}: ${error.remedy}`;
    throw error;
  }
}

describe('fitToModel', () => {
  test.each([
    ['gpt-3.5-turbo', {}, false],
    ['gpt-6-luna', {}, true],
    ['gpt-6-luna', { reasoning_effort: 'low' }, true],
    ['gpt-6-luna', { reasoning_effort: 'none' }, false],
    ['gpt-6-luna', { reasoning: { effort: 'none' } }, false],
    ['o3', {}, true],
  ])('says for %s with %j whether it may reason: %s', (id, fields, expected) => {
    expect(fitToModel(fields, model(id), 100).mayReason).toBe(expected);
  });

  const EVERYTHING = {
    ...{ stop: 'x', temperature: 0, top_p: 0.1, frequency_penalty: 1, presence_penalty: 1 },
    ...{ logit_bias: { '1': 1 }, logprobs: true, top_logprobs: 2, seed: 1, n: 2 },
  };

  test.each(['gpt-3.5-turbo', 'gpt-4', 'gpt-4o', 'gpt-4.1-mini', 'gpt-3.5-turbo-instruct'])(
    'passes every parameter to %s',
    (id) => {
      expect(fitToModel(EVERYTHING, model(id), 1e9)).toEqual({ fields: EVERYTHING, stops: null, mayReason: false });
    },
  );

  test('finds in the catalogue that only reasoning models of 2024 take stop', () => {
    const reasoning = [...new Set(catalogue.values())].filter((one) => one.reasoning);
    expect(reasoning.every(({ takes }) => takes !== undefined)).toBe(true);
    const takeStop = reasoning.filter((one) => takesParameter(one, 'stop', 'none'));
    expect(takeStop.map(({ id }) => id)).toEqual(['o1', 'o3-mini']);
  });

  test.each([
    // BerriAI/litellm#21576: measured against OpenAI; its guides say the same of 5.1, 5.2 and 5.4.
    ['gpt-5.1', { temperature: 0, top_p: 0.1, logprobs: true, top_logprobs: 1 }, undefined],
    ['gpt-5.2', { temperature: 0, reasoning_effort: 'low' }, 'temperature: no-effort'],
    ['gpt-6-luna', { temperature: 0, reasoning_effort: 'none' }, undefined],
    ['gpt-6-luna', { temperature: 0, reasoning: { effort: 'none' } }, undefined],
    ['gpt-6-luna', { temperature: 0, reasoning: { effort: 'low' } }, 'temperature: no-effort'],
    ['gpt-6-luna', { temperature: 0 }, 'temperature: no-effort'],
    ['gpt-6-luna', { logit_bias: { '1': 1 }, reasoning_effort: 'none' }, 'logit_bias: leave-out'],
    ['gpt-5-mini', { temperature: 0.7 }, 'temperature: leave-out'],
    ['gpt-5-mini', { top_logprobs: 5 }, 'top_logprobs: leave-out'],
    ['o3', { frequency_penalty: 0.5 }, 'frequency_penalty: leave-out'],
  ])('fits for %s the fields %j', (id, fields, refused) => {
    expect(lacking(fields, id)).toBe(refused);
  });

  test('drops what changes nothing, and nothing else', () => {
    const neutral = {
      ...{ temperature: 1, top_p: 1, frequency_penalty: 0, presence_penalty: 0, logit_bias: {} },
      ...{ logprobs: false, top_logprobs: 0 },
    };
    expect(fitToModel({ ...neutral, seed: 1, n: 2 }, model('o3'), 100)).toEqual({
      fields: { seed: 1, n: 2 },
      stops: null,
      mayReason: true,
    });
    for (const [name, value] of Object.entries(neutral)) expect(lacking({ [name]: value }, 'gpt-5')).toBeUndefined();
  });

  test.each([
    ['END', ['END']],
    [
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ],
    [['', 'b'], ['b']],
    ['', null],
    [[], null],
  ])('takes over stop %j from a model that lacks it', (stop, stops) => {
    expect(fitToModel({ stop, seed: 1 }, model('gpt-6-luna'), 4096)).toEqual({
      fields: { seed: 1 },
      stops,
      mayReason: true,
    });
    expect(fitToModel({ stop, seed: 1 }, model('o3-mini'), 4096)).toEqual({
      fields: { stop, seed: 1 },
      stops: null,
      mayReason: true,
    });
  });

  test('refuses stop beside an echoed prompt, and for a JSON answer that may be larger than 4 MiB', () => {
    const local: Model = {
      ...model('gpt-3.5-turbo-instruct'),
      takes: MODEL_PARAMETERS.filter((name) => name !== 'stop'),
    };
    expect(() => fitToModel({ stop: 'x', echo: true }, local, 16)).toThrow(ModelLacksError);
    expect(fitToModel({ stop: 'x', echo: false }, local, 16).stops).toEqual(['x']);
    const likely = { stop: 'x', logprobs: true, top_logprobs: 20 };
    expect(fitToModel(likely, local, 2000).stops).toEqual(['x']);
    expect(() => fitToModel(likely, local, 4096)).toThrow(ModelLacksError);
    expect(() => fitToModel({ stop: 'x', logprobs: 5 }, local, 8000)).toThrow(ModelLacksError);
    expect(fitToModel({ ...likely, stream: true }, local, 1e9).stops).toEqual(['x']);
    expect(fitToModel({ stop: 'x' }, local, 128 * 4096).stops).toEqual(['x']);
    expect(() => fitToModel({ stop: 'x' }, local, 128 * 16_384)).toThrow(ModelLacksError);
  });

  test('without an entry in the catalogue, passes everything to a model and nothing to a reasoning one', () => {
    const { takes: _, ...silent } = model('gpt-5');
    for (const name of MODEL_PARAMETERS) {
      expect(takesParameter({ ...silent, reasoning: false }, name, null)).toBe(true);
      expect(takesParameter(silent, name, null)).toBe(false);
    }
  });
});
