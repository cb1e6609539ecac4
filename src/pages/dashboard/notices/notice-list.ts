import type { SaidNotice } from '../../../admin/notices/notices.ts';
import { badge } from '../../components/badge.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { NOTICES_PAGE } from './texts.ts';

export function noticeList(view: OwnerView, notices: readonly SaidNotice[]): Html {
  return html`<ul class="incidents">${notices.map((each) => html`<li>${item(view, each)}</li>\n`)}</ul>`;
}

function item(view: OwnerView, { notice, said }: SaidNotice): Html {
  const { isNew } = NOTICES_PAGE[view.language];
  return html`<div><h3><a href="${said.path}">${said.title}</a> ${notice.readAt === null ? badge(isNew, 'near') : null}</h3>
${said.text === '' ? null : html`<p>${said.text}</p>`}
<p class="hint">${time(notice.createdAt, view, 'moment')}</p></div>`;
}
