import { describe, expect, test } from 'vitest';
import { Refusal, type RefusalName } from '../../../src/gateway/refusals/refusal.ts';

const bodyOf = (name: RefusalName) => JSON.parse(new Refusal(name, 'Ask your teacher for more.').body);

describe('Refusal.body', () => {
  // aider repeats what LiteLLM raises as an APIError. LiteLLM 1.81.10 raises a BadRequestError for a 402 when the printed
  // body contains "invalid_request_error", and neither the word for a missing model nor one for a rate limit.
  test.each(['moneySpent', 'upstreamOutOfMoney'] as const)(
    'the body of %s (402) has the word that stops LiteLLM and aider, and OpenAI’s own type and code',
    (name) => {
      const refusal = new Refusal(name, 'Ask your teacher for more.');
      expect(refusal.status).toBe(402);
      expect(bodyOf(name)).toEqual({
        error: {
          message: 'Ask your teacher for more.',
          type: refusal.type,
          param: null,
          code: refusal.code,
          category: 'invalid_request_error',
        },
      });
      expect(refusal.body).not.toMatch(
        /rate[\s_-]*limit|\b429\b|model_not_found|content_policy|maximum context length/i,
      );
    },
  );

  test('the body of moneySpent says insufficient_quota where programs look for it', () => {
    expect(bodyOf('moneySpent').error).toMatchObject({ type: 'insufficient_quota', code: 'insufficient_quota' });
  });

  test('the body of any other status has the four fields of OpenAI', () => {
    expect(Object.keys(bodyOf('parameterUnknown').error)).toEqual(['message', 'type', 'param', 'code']);
  });
});
