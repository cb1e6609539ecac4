import type { AdminProblem } from '../../../admin/admin-error.ts';
import { defineTexts } from '../../../language/texts.ts';
import { formatCount } from '../../format/format-count.ts';

type Problem<Code extends AdminProblem['code']> = Extract<AdminProblem, { readonly code: Code }>;

/** Problems of what a budget counts. */
export const BUDGET_PROBLEMS = defineTexts({
  en: {
    quantity_out_of_range: ({ max }: Problem<'quantity_out_of_range'>) =>
      `Enter a whole number from 0 to ${formatCount(max)}.`,
    selector_empty: () => 'Choose at least one model.',
    selector_too_long: ({ max }: Problem<'selector_too_long'>) => `Choose at most ${max} models.`,
    selector_alias: ({ name, served }: Problem<'selector_alias'>) =>
      `“${served}” answers for “${name}”. Choose the model that answers.`,
    endpoint_unknown: () => 'Choose an endpoint from the list.',
  },
  ko: {
    quantity_out_of_range: ({ max }) => `0~${formatCount(max)} 사이의 정수를 적어 주세요.`,
    selector_empty: () => '모델을 하나 이상 골라 주세요.',
    selector_too_long: ({ max }) => `모델은 ${max}개까지 고를 수 있어요.`,
    selector_alias: ({ name, served }) => `“${name}” 대신 “${served}” 모델이 답해요. 답하는 모델을 골라 주세요.`,
    endpoint_unknown: () => '목록에 있는 엔드포인트를 골라 주세요.',
  },
});
