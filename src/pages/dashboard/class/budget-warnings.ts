import type { BudgetWarning } from '../../../admin/budget-warnings.ts';
import { defineTexts } from '../../../language/texts.ts';
import { kindOf } from '../../../ledger/budgets.ts';
import { notice } from '../../components/notice.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { limitsText } from './limit-sets.ts';

const BUDGET_WARNINGS = defineTexts({
  en: {
    /** @param together and limit such as "$0.50 a week" */
    class: (students: number, together: string, limit: string) =>
      `${students === 1 ? '1 student' : `${students} students`} may together spend ${together}, but the class has ${limit}. Who calls late may find no money left.`,
    wallet: (students: number, together: string, limit: string) =>
      `All students together (${students}) may spend ${together}, but the wallet has ${limit}. Who calls late may find no money left.`,
  },
  ko: {
    class: (students, together, limit) =>
      `이 반 학생 ${students}명의 예산을 더하면 ${together}인데, 반의 예산은 ${limit}뿐이에요. 나중에 호출하는 학생은 쓸 돈이 없을 수 있어요.`,
    wallet: (students, together, limit) =>
      `모든 학생 ${students}명의 예산을 더하면 ${together}인데, 지갑의 예산은 ${limit}뿐이에요. 나중에 호출하는 학생은 쓸 돈이 없을 수 있어요.`,
  },
});

/** A hint, not an error: few classes spend all that they may. null: nothing to say. */
export function budgetWarnings(view: ViewContext, warnings: readonly BudgetWarning[]): Html | null {
  if (warnings.length === 0) return null;
  const t = BUDGET_WARNINGS[view.language];
  const lines = warnings.map((warning) => {
    const { scope, limit, together, students } = warning;
    const perPeriod = (amount: number) => limitsText(view, [{ ...kindOf(warning), limit: amount }]);
    return html`<p>${t[scope](students, perPeriod(together), perPeriod(limit))}</p>`;
  });
  return notice('near', html`${lines}`);
}
