import type { SchoolClass } from '../access/classes.ts';
import { type ModelPolicy, modelsInUse } from '../access/model-policy.ts';
import { defineTexts } from '../language/texts.ts';
import type { BudgetSelector } from '../ledger/budget-selectors.ts';
import type { BudgetKind } from '../ledger/budgets.ts';

/** Why a budget counts nothing, or less than it says. It may be meant so: models are allowed later. */
export const BUDGET_HINTS = [
  'images_not_allowed',
  'models_not_allowed',
  'endpoint_not_allowed',
  'speech_without_tokens',
] as const;
export type BudgetHint = (typeof BUDGET_HINTS)[number];

export const BUDGET_HINT_TEXTS = defineTexts({
  en: {
    images_not_allowed: 'No model that students may use now draws images, so this budget counts nothing so far.',
    models_not_allowed:
      'Some of these models answer for no name that students may use now, so their part counts nothing.',
    endpoint_not_allowed:
      'No model that students may use now serves this endpoint, so this budget counts nothing so far.',
    speech_without_tokens:
      'Text that is read aloud is billed by characters and counts no tokens. Limit its money or its calls instead.',
  } satisfies Record<BudgetHint, string>,
  ko: {
    images_not_allowed: '학생이 지금 쓸 수 있는 모델 중에 이미지를 그리는 것이 없어 이 예산은 아무것도 세지 않아요.',
    models_not_allowed: '학생이 지금 쓸 수 있는 이름으로는 답하지 않는 모델이 있어, 그 모델의 몫은 세지 않아요.',
    endpoint_not_allowed:
      '학생이 지금 쓸 수 있는 모델 중에 이 엔드포인트를 제공하는 것이 없어 이 예산은 아무것도 세지 않아요.',
    speech_without_tokens:
      '글을 소리로 읽는 호출은 글자 수로 계산해서 토큰을 세지 않아요. 대신 금액이나 호출 수를 제한하세요.',
  },
});

const SPEECH = 'speech';

/** @param schoolClass whose students it counts; null: all */
export function budgetHints(
  { unit, selector }: Pick<BudgetKind, 'unit' | 'selector'>,
  policy: ModelPolicy,
  schoolClass: Pick<SchoolClass, 'allowedModels'> | null,
): BudgetHint[] {
  const answering = modelsInUse(policy, schoolClass);
  const speaksOnly = unit === 'tokens' && selector !== null && countsOnlySpeech(selector, policy);
  const drawsNothing = unit === 'images' && answering.every(({ drawing }) => drawing === undefined);
  const hints: BudgetHint[] = [
    ...(drawsNothing ? (['images_not_allowed'] as const) : []),
    ...(speaksOnly ? (['speech_without_tokens'] as const) : []),
  ];
  if (selector === null) return hints;
  if ('endpoint' in selector) {
    return answering.some(({ endpoints }) => endpoints.includes(selector.endpoint))
      ? hints
      : [...hints, 'endpoint_not_allowed'];
  }
  const ids = new Set(answering.map(({ id }) => id));
  return selector.models.every((id) => ids.has(id)) ? hints : [...hints, 'models_not_allowed'];
}

/** A model for speech serves nothing else. */
function countsOnlySpeech(selector: BudgetSelector, { catalogue }: ModelPolicy): boolean {
  if ('endpoint' in selector) return selector.endpoint === SPEECH;
  return selector.models.every((id) => catalogue.get(id)?.endpoints.includes(SPEECH) === true);
}
