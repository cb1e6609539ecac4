import { dayInSentence, momentInSentence } from '../../language/moments.ts';
import type { NoticeFacts } from '../../store/notice-facts.ts';
import type { Notice } from '../../store/notice-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { formatMoney } from '../format-money.ts';
import { describeCrossing, shownStudents } from './describe-crossing.ts';
import { describeIncidents } from './describe-incidents.ts';
import { loadNames, type NamedIds, type Names } from './load-names.ts';
import type { NoticeReader, NoticeText } from './notice-text.ts';
import { NOTICE_TEXTS } from './notice-texts.ts';

/** Notices in words, in their order. Names are looked up now, so that no name of a removed student is said. */
export async function describeNotices(
  notices: readonly Notice[],
  reader: NoticeReader,
  { store }: Pick<AdminDeps, 'store'>,
): Promise<NoticeText[]> {
  const ids = notices.map(({ facts }) => idsOf(facts));
  const students = ids.flatMap((each) => each.students);
  const names = await loadNames({ students, classes: ids.flatMap((each) => each.classes) }, store);
  return notices.map(({ facts }) => describeNotice(facts, reader, names));
}

function idsOf(facts: NoticeFacts): NamedIds {
  switch (facts.kind) {
    case 'class_budget':
      return { students: [], classes: [facts.classId] };
    case 'student_budget':
      return { students: shownStudents(facts), classes: facts.classId === null ? [] : [facts.classId] };
    case 'money_request':
      return { students: [facts.studentId], classes: facts.classId === null ? [] : [facts.classId] };
    default:
      return { students: [], classes: [] };
  }
}

export function describeNotice(facts: NoticeFacts, reader: NoticeReader, names: Names): NoticeText {
  const t = NOTICE_TEXTS[reader.language];
  switch (facts.kind) {
    case 'wallet_budget':
    case 'class_budget':
    case 'student_budget':
      return describeCrossing(facts, reader, names);
    case 'incident':
      return describeIncidents(facts, reader);
    case 'model_retiring': {
      const title = t.retiring(facts.served, dayInSentence(facts.shutdownDate, reader.language));
      return { title, text: aboutModel(facts, t.retiringWhat, reader), path: MODELS_PATH };
    }
    case 'model_missing':
      return { title: t.missing(facts.served), text: aboutModel(facts, t.missingWhat, reader), path: MODELS_PATH };
    case 'backup_failed':
      return { title: t.backupFailed, text: t.backupWhat, path: `/dashboard/incidents/${facts.incidentId}` };
    case 'backup_old': {
      const { lastAt } = facts;
      const title = lastAt === null ? t.backupNone : t.backupOld(momentOf(lastAt, reader));
      return { title, text: t.backupWhat, path: SETTINGS_PATH };
    }
    case 'money_request': {
      const student = names.ofStudent(facts.studentId) ?? t.removedName;
      const className = facts.classId === null ? null : (names.ofClass(facts.classId) ?? t.removedClass);
      const title = t.moneyRequest(student, className, formatMoney(facts.amount, reader));
      return { title, text: t.moneyRequestWhat, path: MONEY_REQUESTS_PATH };
    }
    case 'more':
      return {
        title: t.more(facts.count),
        text: t.moreWhat(momentOf(facts.since, reader)),
        path: '/dashboard/notices',
      };
  }
}

const MODELS_PATH = '/dashboard/settings/models';
const SETTINGS_PATH = '/dashboard/settings';
const MONEY_REQUESTS_PATH = '/dashboard/money-requests';

function aboutModel(
  { served, names }: { readonly served: string; readonly names: readonly string[] },
  what: string,
  { language }: NoticeReader,
): string {
  const others = names.filter((name) => name !== served);
  return others.length === 0 ? what : `${NOTICE_TEXTS[language].usedAs(others.join(', '))} ${what}`;
}

function momentOf(at: number, { language, timeZone }: NoticeReader): string {
  return momentInSentence(at, timeZone, language);
}
