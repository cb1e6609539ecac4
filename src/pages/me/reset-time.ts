import { calendarOf, sessionAt } from '../../access/classes.ts';
import type { BudgetBalance } from '../../ledger/budgets.ts';
import { comesBackAt, FOREVER } from '../../ledger/periods.ts';
import { BUDGET } from '../components/budget-texts.ts';
import { timeText } from '../format/format-time.ts';
import type { StudentVisit } from '../web/view-context.ts';
import { MY_MONEY, type NotBack } from './money-texts.ts';

type Windowed = Pick<BudgetBalance, 'window'>;

/** A sentence after "the money is spent". */
export function comesBackSentence(visit: StudentVisit, balance: Windowed): string {
  const t = MY_MONEY[visit.language];
  const moment = momentFor(visit, balance);
  return moment === null ? t.notBack[whyNot(visit, balance)] : t.comesBack(moment);
}

/** Below a bar: the same in a few words. */
export function comesBackNote(visit: StudentVisit, balance: Windowed): string {
  const { language } = visit;
  const moment = momentFor(visit, balance);
  return moment === null ? MY_MONEY[language].notBackShort[whyNot(visit, balance)] : BUDGET[language].comesBack(moment);
}

/** In the student's own zone, also of the wallet, whose periods are cut in the server's. */
function momentFor(visit: StudentVisit, { window }: Windowed): string | null {
  const { schoolClass, timeZone } = visit.caller;
  const at = comesBackAt(window, calendarOf(schoolClass, timeZone));
  return at === null ? null : timeText(at, visit, 'moment');
}

function whyNot({ caller: { schoolClass }, now }: StudentVisit, { window }: Windowed): NotBack {
  if (window.end === FOREVER) return 'never';
  return schoolClass !== null && sessionAt(schoolClass, now) === 'over' ? 'class-over' : 'class-ends';
}
