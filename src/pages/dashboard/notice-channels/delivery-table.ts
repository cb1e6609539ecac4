import type { NoticeText } from '../../../admin/notices/notice-text.ts';
import { deliveryProblem } from '../../../language/delivery-problems.ts';
import type { Delivery } from '../../../store/delivery-store.ts';
import { badge } from '../../components/badge.ts';
import { dataTable } from '../../components/data-table.ts';
import { submit } from '../../components/field.ts';
import { time } from '../../format/format-time.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { DELIVERIES } from './delivery-texts.ts';
import { DELIVERIES_PATH } from './paths.ts';

const TONES = { waiting: 'near', sent: 'good', failed: 'bad' } as const;

/** @param notices in words, by id: what a message was about */
export function deliveryTable(
  view: OwnerView,
  rows: readonly Delivery[],
  notices: ReadonlyMap<number, NoticeText>,
): Html {
  const t = DELIVERIES[view.language];
  return dataTable<Delivery>({
    ...{ caption: t.title, isCaptionHidden: true, rows },
    columns: [
      {
        head: t.about,
        isName: true,
        cell: ({ noticeId }) => (noticeId === null ? t.test : noticeLink(noticeId, notices, view)),
      },
      { head: t.channel, cell: ({ channelName }) => channelName },
      { head: t.when, cell: ({ createdAt }) => time(createdAt, view, 'exact') },
      { head: t.state, cell: ({ state }) => badge(t.states[state], TONES[state]) },
      { head: t.what, cell: (delivery) => outcome(view, delivery) },
      { head: t.attempts, isNumber: true, cell: ({ attempts }) => attempts },
      { head: t.action, isHeadHidden: true, cell: (delivery) => retryForm(view, delivery) },
    ],
  });
}

function noticeLink(id: number, notices: ReadonlyMap<number, NoticeText>, { language }: OwnerView): Part {
  const notice = notices.get(id);
  if (notice === undefined) return DELIVERIES[language].noticeNumber(id);
  return html`<a href="${notice.path}">${notice.title}</a>`;
}

function outcome(view: OwnerView, delivery: Delivery): Html {
  const t = DELIVERIES[view.language];
  const { state, attempts, nextAt, lastAt } = delivery;
  const last = lastAt === null ? null : html`<span class="cell-note">${t.last}: ${time(lastAt, view, 'exact')}</span>`;
  const isPlanned = state === 'waiting' && attempts > 0;
  const next = isPlanned ? html`<span class="cell-note">${t.next}: ${time(nextAt, view, 'exact')}</span>` : null;
  return html`<div>${deliveryProblem(view.language, delivery)}${last}${next}</div>`;
}

function retryForm(view: OwnerView, { id, state, noticeId }: Delivery): Html | null {
  if (state === 'sent' || noticeId === null) return null;
  return postForm(view, `${DELIVERIES_PATH}/${id}/retry`, submit(DELIVERIES[view.language].retry, 'plain'));
}
