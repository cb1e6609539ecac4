import { countedInWords, formatQuantity } from '../../language/budget-words.ts';
import { momentInSentence } from '../../language/moments.ts';
import type { TextsOf } from '../../language/texts.ts';
import { kindOf } from '../../ledger/budgets.ts';
import { FOREVER } from '../../ledger/periods.ts';
import type { CrossedAmounts, CrossingFacts, NoticeFacts } from '../../store/notice-facts.ts';
import { formatMoney } from '../format-money.ts';
import type { Names } from './load-names.ts';
import type { NoticeReader, NoticeText } from './notice-text.ts';
import { NOTICE_TEXTS } from './notice-texts.ts';

type FactsOf<Kind extends NoticeFacts['kind']> = Extract<NoticeFacts, { readonly kind: Kind }>;
type NoticeTexts = TextsOf<typeof NOTICE_TEXTS>;

const FULL = 100;
const MAX_NAMES = 5;

/** Of a notice about more students than a line holds, those whose names are said. */
export function shownStudents({ students }: FactsOf<'student_budget'>): number[] {
  return students.slice(0, MAX_NAMES).map(({ id }) => id);
}

export function describeCrossing(
  facts: FactsOf<'wallet_budget' | 'class_budget' | 'student_budget'>,
  reader: NoticeReader,
  names: Names,
): NoticeText {
  const t = NOTICE_TEXTS[reader.language];
  const { threshold } = facts;
  const budget = budgetName(facts, reader);
  const isFull = threshold === FULL;
  if (facts.kind === 'student_budget') return describeStudents(facts, reader, names);
  const text = joined(amounts(facts, facts, reader), resets(facts, reader), isFull ? refused(facts, t) : null);
  if (facts.kind === 'wallet_budget') {
    return { title: isFull ? t.walletFull(budget) : t.walletUsed(budget, threshold), text, path: '/dashboard/wallet' };
  }
  const name = names.ofClass(facts.classId) ?? t.removedClass;
  const title = isFull ? t.classFull(name, budget) : t.classUsed(name, budget, threshold);
  return { title, text, path: `/dashboard/classes/${facts.classId}` };
}

function describeStudents(facts: FactsOf<'student_budget'>, reader: NoticeReader, names: Names): NoticeText {
  const t = NOTICE_TEXTS[reader.language];
  const { students, classId, threshold } = facts;
  const budget = budgetName(facts, reader);
  const className = classId === null ? null : (names.ofClass(classId) ?? t.removedClass);
  const nameOf = (id: number) => names.ofStudent(id) ?? t.removedStudent;
  const isFull = threshold === FULL;
  const [only] = students;
  if (only !== undefined && students.length === 1) {
    const name = names.ofStudent(only.id) ?? t.removedName;
    const title = isFull ? t.studentFull(name, className, budget) : t.studentUsed(name, className, budget, threshold);
    return {
      title,
      text: joined(amounts(only, facts, reader), resets(facts, reader)),
      path: `/dashboard/students/${only.id}`,
    };
  }
  const { length } = students;
  const shown = shownStudents(facts);
  const title = isFull
    ? t.studentsFull(length, className, budget)
    : t.studentsUsed(length, className, budget, threshold);
  const text = joined(`${t.names(shown.map(nameOf), length - shown.length)}.`, resets(facts, reader));
  return { title, text, path: classId === null ? '/dashboard/students' : `/dashboard/classes/${classId}` };
}

/** "daily budget", "daily budget for tokens of llama-3.2-3b" */
function budgetName(facts: CrossingFacts, { language }: NoticeReader): string {
  const t = NOTICE_TEXTS[language];
  const counted = countedInWords(kindOf(facts), language);
  return counted === null ? t.periods[facts.period] : t.budgetFor(t.periods[facts.period], counted);
}

function amounts({ spent, limit }: CrossedAmounts, facts: CrossingFacts, reader: NoticeReader): string {
  const t = NOTICE_TEXTS[reader.language];
  const { unit } = kindOf(facts);
  if (unit === 'money') return t.amounts(formatMoney(spent, reader), formatMoney(limit, reader));
  return t.countedAmounts(spent.toLocaleString('en'), formatQuantity(limit, unit, reader.language));
}

/** A term ends with its class, and does not begin anew. */
function neverResets({ period, windowEnd }: CrossingFacts): boolean {
  return period === 'term' || windowEnd === FOREVER;
}

function resets(facts: CrossingFacts, { language, timeZone }: NoticeReader): string {
  const t = NOTICE_TEXTS[language];
  return neverResets(facts) ? t.doesNotReset : t.resets(momentInSentence(facts.windowEnd, timeZone, language));
}

function refused(facts: CrossingFacts, t: NoticeTexts): string {
  if (kindOf(facts).selector !== null) return neverResets(facts) ? t.someFullForGood : t.someFull;
  return neverResets(facts) ? t.fullForGood : t.full;
}

function joined(...sentences: readonly (string | null)[]): string {
  return sentences.filter((sentence) => sentence !== null).join(' ');
}
