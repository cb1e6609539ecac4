import type { AdminProblem } from '../admin/admin-error.ts';
import type { BudgetProblem } from '../admin/budget-problem.ts';
import type { Texts } from '../language/texts.ts';
import { type ApiError, invalidValue } from './api-error.ts';

const CODES: ReadonlySet<string> = new Set(
  Object.keys({
    quantity_out_of_range: true,
    carry_over_period: true,
    selector_empty: true,
    selector_too_long: true,
    selector_alias: true,
    endpoint_unknown: true,
  } satisfies Record<BudgetProblem['code'], true>),
);

export function isBudgetProblem(problem: AdminProblem): problem is BudgetProblem {
  return CODES.has(problem.code);
}

/** translateAdminError() for what a budget counts. No text repeats a name that may be a secret. */
export function translateBudgetProblem(problem: BudgetProblem, param: string | null): ApiError {
  const invalid = (texts: Texts<string>) => invalidValue(param ?? 'selector', texts);
  switch (problem.code) {
    case 'quantity_out_of_range': {
      const max = problem.max.toLocaleString('en');
      return invalid({
        en: `${param} must be a whole number of ${problem.unit} from 0 to ${max}.`,
        ko: `${param} 값은 0~${max} 사이의 정수여야 합니다(unit: ${problem.unit}).`,
      });
    }
    case 'carry_over_period':
      return invalid({
        en: `${param} cannot be true for the period ${problem.period}: only a day, week or month is followed by another one.`,
        ko: `${param} 값은 day, week, month에서만 true일 수 있습니다. ${problem.period} 뒤에는 이어지는 기간이 없습니다.`,
      });
    case 'selector_empty':
      return invalid({
        en: `${param} names no model. Name at least one, or leave selector out to count every call.`,
        ko: `${param}에 모델이 없습니다. 하나 이상 적거나, 모든 호출을 세려면 selector를 빼세요.`,
      });
    case 'selector_too_long':
      return invalid({
        en: `${param} can name at most ${problem.max} models.`,
        ko: `${param}에는 모델을 ${problem.max}개까지 적을 수 있습니다.`,
      });
    case 'selector_alias':
      return invalid({
        en: `"${problem.name}" is an alias: ${problem.served} answers for it, and a budget counts what answers. Name ${problem.served}.`,
        ko: `"${problem.name}" 이름에는 별칭이 있어 ${problem.served} 모델이 대신 답합니다. 예산은 답하는 모델로 세니 그 모델을 적으세요: ${problem.served}`,
      });
    case 'endpoint_unknown':
      return invalid({
        en: `${param} must be one of: ${problem.kinds.join(', ')}.`,
        ko: `${param} 값은 다음 중 하나여야 합니다: ${problem.kinds.join(', ')}.`,
      });
  }
}
