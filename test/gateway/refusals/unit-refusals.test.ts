import { expect, test } from 'vitest';
import type { MoneyShortage } from '../../../src/gateway/refusals/money-refusals.ts';
import { MONEY_IN, textOf } from './refusal-values.ts';

const LLAMA = { models: ['llama-3.2-3b'] };
const TOKENS = { period: 'day', unit: 'tokens', selector: LLAMA } as const;

function shortage(language: 'en' | 'ko', fields: Partial<MoneyShortage>): MoneyShortage {
  return { ...MONEY_IN[language], resetsAt: null, ...fields };
}

const own = (limit: string, left: string | null, affordableCap: number | null = null) => ({
  ...{ limit, left, hasTopUp: false, affordableCap },
});

test('a budget of tokens that refuses names its limit, what it counts, what is left and what the call needs', () => {
  const en = shortage('en', { ...TOKENS, own: own('200,000 tokens', '1,200 tokens', 900), needed: '5,000 tokens' });
  expect(textOf('en', 'moneySpent', en)).toContain(
    'your daily budget of 200,000 tokens for llama-3.2-3b does not cover this call. It has 1,200 tokens left, and the call could use up to 5,000 tokens. With max_completion_tokens of 900 or less it would fit.',
  );
  const ko = shortage('ko', { ...TOKENS, own: own('200,000토큰', '1,200토큰'), needed: '5,000토큰' });
  expect(textOf('ko', 'moneySpent', ko)).toContain(
    '이 호출에는 최대 5,000토큰까지 들 수 있는데, 오늘 토큰 예산(llama-3.2-3b) 200,000토큰 가운데 1,200토큰만 남아 있습니다.',
  );
  const empty = shortage('ko', { ...TOKENS, own: own('200,000토큰', null), needed: '5,000토큰' });
  expect(textOf('ko', 'moneySpent', empty)).toContain('200,000토큰에서 남은 양이 없습니다.');
});

test('a budget of calls that refuses is used up', () => {
  const calls = { period: 'week', unit: 'calls', selector: { endpoint: 'embeddings' } } as const;
  const en = shortage('en', { ...calls, own: own('20 calls', null), needed: '1 call' });
  expect(textOf('en', 'moneySpent', en)).toContain('your weekly budget of 20 calls for embeddings is used up.');
  const ko = shortage('ko', { ...calls, own: own('호출 20건', null), needed: '호출 1건' });
  expect(textOf('ko', 'moneySpent', ko)).toContain('이번 주 예산(embeddings) 호출 20건에서 남은 것이 없습니다.');
  expect(textOf('ko', 'moneyHeld', ko)).toContain('이번 주 예산(embeddings) 호출 20건에서 남은 양이 진행 중인');
});

test('a budget of images is used up, or has fewer than a call asks for', () => {
  const images = { period: 'day', unit: 'images', selector: null, images: 1 } as const;
  const en = (fields: Partial<MoneyShortage>) => textOf('en', 'moneySpent', shortage('en', { ...images, ...fields }));
  const ko = (fields: Partial<MoneyShortage>) => textOf('ko', 'moneySpent', shortage('ko', { ...images, ...fields }));
  expect(en({ own: own('1 image', null), needed: '1 image' })).toContain('your daily budget of 1 image is used up.');
  expect(ko({ own: own('이미지 1장', null), needed: '이미지 1장' })).toContain(
    '오늘 예산 이미지 1장에서 남은 것이 없습니다.',
  );
  const four = { images: 4, own: own('5 images', '2 images'), needed: '4 images' };
  expect(en(four)).toContain(
    'your daily budget of 5 images does not cover the 4 images of this call. It has 2 images left. Lower "n".',
  );
  const fourKo = { images: 4, own: own('이미지 5장', '이미지 2장'), needed: '이미지 4장' };
  expect(ko(fourKo)).toContain(
    '이 호출로 그리려는 것은 이미지 4장인데, 오늘 예산 이미지 5장에서 남은 것은 이미지 2장뿐입니다. "n" 값을 줄이세요.',
  );
  expect(en({ images: 4, scope: 'class', own: null, needed: '4 images' })).toContain(
    'the daily budget of images of your class does not cover the 4 images of this call. Lower "n".',
  );
});

test('money that does not cover an image says what would be cheaper, and nothing of max_tokens', () => {
  const money = { images: 2, own: own('$0.02', '$0.01'), needed: '$0.072' };
  const en = textOf('en', 'moneySpent', shortage('en', money));
  expect(en).toContain(
    'the call could cost up to $0.072. A lower "quality", a smaller "n" or another "size" needs less.',
  );
  const ko = textOf('ko', 'moneySpent', shortage('ko', money));
  expect(ko).toContain('"quality" 값을 낮추거나 "size" 값을 바꾸거나 "n" 값을 줄이면 덜 듭니다.');
  for (const text of [en, ko]) expect(text).not.toContain('max_');
});

test('a shared budget in another unit shows no amount of others', () => {
  const shared = { ...TOKENS, selector: null, scope: 'class', own: null } as const;
  const en = textOf('en', 'moneySpent', shortage('en', { ...shared, needed: '5,000 tokens' }));
  expect(en).toContain(
    'the daily budget of tokens of your class does not cover this call, which could use up to 5,000 tokens.',
  );
  const ko = textOf('ko', 'moneySpent', shortage('ko', { ...shared, unit: 'images', needed: '이미지 1장' }));
  expect(ko).toContain('우리 반의 오늘 이미지 예산에서 남은 것이 없습니다.');
});

test('tokens that calls in flight hold are held, not spent', () => {
  const en = shortage('en', { ...TOKENS, own: own('200,000 tokens', null) });
  expect(textOf('en', 'moneyHeld', en)).toContain(
    'what is left of your daily budget of 200,000 tokens for llama-3.2-3b is held by calls that are running now.',
  );
  const ko = shortage('ko', { ...TOKENS, own: own('200,000토큰', null) });
  expect(textOf('ko', 'moneyHeld', ko)).toContain('200,000토큰에서 남은 양이 진행 중인 다른 호출에 묶여 있습니다.');
});

test('money of one model names it', () => {
  const sol = { period: 'week', selector: { models: ['gpt-6-sol'] } } as const;
  expect(textOf('en', 'moneySpent', shortage('en', sol))).toContain(
    'your weekly budget of $0.50 for gpt-6-sol does not',
  );
  expect(textOf('ko', 'moneySpent', shortage('ko', sol))).toContain('이번 주 예산(gpt-6-sol) $0.50 (700원) 가운데');
});
