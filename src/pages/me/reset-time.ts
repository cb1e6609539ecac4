import { calendarOf, hasEnded } from '../../access/classes.ts';
import type { BudgetBalance } from '../../ledger/budgets.ts';
import { FOREVER, resetsAt } from '../../ledger/periods.ts';
import { BUDGET } from '../components/budget-texts.ts';
import { formatTime } from '../format/format-time.ts';
import type { StudentView } from '../web/view-context.ts';
import { MY_MONEY, type NoReset } from './money-texts.ts';

type Windowed = Pick<BudgetBalance, 'window'>;

/** A sentence for a budget that is spent. */
export function resetSentence(view: StudentView, balance: Windowed): string {
  const t = MY_MONEY(view);
  const moment = formatReset(view, balance);
  return moment === null ? t.noReset[whyNoReset(view, balance)] : t.resets(moment);
}

/** The same in a few words, below a bar. */
export function resetNote(view: StudentView, balance: Windowed): string {
  const { language } = view;
  const moment = formatReset(view, balance);
  return moment === null ? MY_MONEY(view).noResetShort[whyNoReset(view, balance)] : BUDGET[language].resets(moment);
}

/** In the student's own zone, also of the wallet, whose periods are cut in the server's. */
function formatReset(view: StudentView, { window }: Windowed): string | null {
  const { schoolClass, timeZone } = view.caller;
  const at = resetsAt(window, calendarOf(schoolClass, timeZone));
  return at === null ? null : formatTime(at, view, 'moment');
}

function whyNoReset({ caller: { schoolClass }, now }: StudentView, { window }: Windowed): NoReset {
  if (window.end === FOREVER) return 'never';
  return schoolClass !== null && hasEnded(schoolClass, now) ? 'class-over' : 'class-ends';
}
