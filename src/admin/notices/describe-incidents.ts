import type { NoticeFacts } from '../../store/notice-facts.ts';
import { INCIDENT_KINDS } from '../incident-texts.ts';
import type { NoticeReader, NoticeText } from './notice-text.ts';
import { NOTICE_TEXTS } from './notice-texts.ts';

const INCIDENTS_PATH = '/dashboard/incidents';

export function describeIncidents(
  { incidentKind, count, firstId, crashAt }: Extract<NoticeFacts, { readonly kind: 'incident' }>,
  { language }: NoticeReader,
): NoticeText {
  const t = NOTICE_TEXTS[language];
  const { title, means } = INCIDENT_KINDS[language][incidentKind];
  if (count === 1) return { title, text: means, path: `${INCIDENTS_PATH}/${firstId}` };
  if (crashAt !== null) return { title: t.crashed(count), text: means, path: `${INCIDENTS_PATH}/crash/${crashAt}` };
  return { title: t.incidents(count, title), text: means, path: `${INCIDENTS_PATH}?state=open` };
}
