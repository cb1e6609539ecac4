import { calendarOf, termStateAt } from '../../access/classes.ts';
import type { BudgetBalance } from '../../ledger/budgets.ts';
import { FOREVER, resetsAt } from '../../ledger/periods.ts';
import { BUDGET } from '../components/budget-texts.ts';
import { formatTime } from '../format/format-time.ts';
import type { StudentView } from '../web/view-context.ts';
import { MY_MONEY, type NotBack } from './money-texts.ts';

type Windowed = Pick<BudgetBalance, 'window'>;

/** A sentence after "the money is spent". */
export function comesBackSentence(view: StudentView, balance: Windowed): string {
  const t = MY_MONEY[view.language];
  const moment = momentFor(view, balance);
  return moment === null ? t.notBack[whyNot(view, balance)] : t.comesBack(moment);
}

/** Below a bar: the same in a few words. */
export function comesBackNote(view: StudentView, balance: Windowed): string {
  const { language } = view;
  const moment = momentFor(view, balance);
  return moment === null ? MY_MONEY[language].notBackShort[whyNot(view, balance)] : BUDGET[language].comesBack(moment);
}

/** In the student's own zone, also of the wallet, whose periods are cut in the server's. */
function momentFor(view: StudentView, { window }: Windowed): string | null {
  const { schoolClass, timeZone } = view.caller;
  const at = resetsAt(window, calendarOf(schoolClass, timeZone));
  return at === null ? null : formatTime(at, view, 'moment');
}

function whyNot({ caller: { schoolClass }, now }: StudentView, { window }: Windowed): NotBack {
  if (window.end === FOREVER) return 'never';
  return schoolClass !== null && termStateAt(schoolClass, now) === 'over' ? 'class-over' : 'class-ends';
}
