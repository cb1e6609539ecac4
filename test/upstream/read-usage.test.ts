import { describe, expect, test } from 'vitest';
import { readUsage } from '../../src/upstream/read-usage.ts';

const counts = (usage: unknown) => {
  const metered = readUsage({ usage });
  return metered === null ? null : [metered.tokens.inputTokens, metered.tokens.outputTokens];
};

describe('readUsage: the output', () => {
  test.each([
    ['is its completion', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, [10, 5]],
    ['is its completion without a total', { prompt_tokens: 10, completion_tokens: 5 }, [10, 5]],
    [
      'holds the thinking that only the total counts',
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 400 },
      [10, 390],
    ],
    [
      'holds the thinking that is more than the completion, and so no part of it',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        completion_tokens_details: { reasoning_tokens: 500 },
      },
      [10, 505],
    ],
    [
      'holds the thinking that is a part of it once',
      { input_tokens: 10, output_tokens: 505, output_tokens_details: { reasoning_tokens: 500 } },
      [10, 505],
    ],
    ['holds it under the newer names', { input_tokens: 10, output_tokens: 5, total_tokens: 16 }, [10, 6]],
    [
      'is not lowered by a total that is too small',
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 12 },
      [10, 5],
    ],
    ['is not lowered by a total of 0', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 0 }, [10, 5]],
    [
      'is not lowered by a total that is null',
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: null },
      [10, 5],
    ],
    ['is what the total leaves', { prompt_tokens: 10, total_tokens: 10 }, [10, 0]],
    ['leaves the input of the total', { completion_tokens: 5, total_tokens: 15 }, [10, 5]],
  ])('%s', (_what, usage, tokens) => {
    expect(counts(usage)).toEqual(tokens);
  });

  test.each([-1, 15.5, 1e300, 2 ** 53])(
    'the output that a usage reports is not believed beside a total of %d',
    (total_tokens) => {
      expect(counts({ prompt_tokens: 10, completion_tokens: 5, total_tokens })).toBeNull();
    },
  );
});
