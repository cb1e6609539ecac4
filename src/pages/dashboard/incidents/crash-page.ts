import { crashTotals } from '../../../admin/crash-rules.ts';
import { refundable } from '../../../admin/refund-rules.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import type { Incident } from '../../../store/journal-store.ts';
import { badge } from '../../components/badge.ts';
import { confirm } from '../../components/confirm.ts';
import { dataTable } from '../../components/data-table.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { CRASH } from './crash-texts.ts';
import type { LoadedCrash } from './load.ts';
import { crashPath, INCIDENTS_PATH } from './paths.ts';
import { INCIDENTS } from './texts.ts';

/** Fields of a decision: what the owner saw when it was made. */
export const EXPECTED_OPEN = 'open';
export const EXPECTED_REFUNDABLE = 'refundable_nano_usd';

/** All that one crash interrupted. @param isRefused a decision was based on what is no longer so */
export function crashPage(view: OwnerView, { people, crashAt, incidents }: LoadedCrash, isRefused = false): Html {
  const t = CRASH[view.language];
  const totals = crashTotals(incidents);
  const left = formatMoney(totals.refundable, view);
  return renderPage(view, {
    title: t.title(incidents.length),
    lead: totals.open > 0 ? t.means : t.allClosed,
    actions: html`<a class="button plain" href="${INCIDENTS_PATH}">${INCIDENTS[view.language].back}</a>`,
    body: html`${isRefused ? notice('bad', t.changed(totals.open, left)) : null}
<section><dl class="facts"><dt>${t.startedAt}</dt><dd>${time(crashAt, view, 'exact')}</dd>
<dt>${t.open}</dt><dd>${totals.open} / ${incidents.length}</dd>
<dt>${t.refundable}</dt><dd>${money(totals.refundable, view)}</dd></dl></section>
${totals.open > 0 ? decisions(view, crashAt, incidents) : null}
<section><h2>${t.calls}</h2>${incidentTable(view, incidents, people)}</section>`,
  });
}

function decisions(view: OwnerView, crashAt: number, incidents: readonly Incident[]): Html {
  const t = CRASH[view.language];
  const { open, refundable: left } = crashTotals(incidents);
  const fields = html`<input type="hidden" name="${EXPECTED_OPEN}" value="${open}"><input type="hidden" name="${EXPECTED_REFUNDABLE}" value="${left}">`;
  const amount = formatMoney(left, view);
  const refund =
    left === 0
      ? null
      : confirm(view, {
          open: t.refundTitle,
          consequence: html`${t.refundWhat(open, amount)} ${INCIDENTS[view.language].refundBill}`,
          act: t.refund(amount),
          action: crashPath(crashAt, '/refund'),
          fields,
          look: 'primary',
        });
  const close = confirm(view, {
    open: t.closeTitle,
    consequence: t.closeWhat(open),
    act: t.close(open),
    action: crashPath(crashAt, '/close'),
    fields,
    look: 'primary',
  });
  return html`<section class="stack">${refund}${close}</section>`;
}

function incidentTable(view: OwnerView, incidents: readonly Incident[], people: People): Html {
  const t = INCIDENTS[view.language];
  const places = placesFor(
    incidents.flatMap(({ charged, refunded }) => [charged, refunded]),
    6,
  );
  const sum = (amountOf: (incident: Incident) => NanoUsd) =>
    incidents.reduce((total, incident) => total + amountOf(incident), 0);
  return dataTable<Incident>({
    caption: CRASH[view.language].calls,
    isCaptionHidden: true,
    rows: incidents,
    columns: [
      {
        head: t.happened,
        isName: true,
        cell: ({ id, createdAt }) => html`<a href="${INCIDENTS_PATH}/${id}">${time(createdAt, view, 'exact')}</a>`,
      },
      { head: t.student, cell: ({ studentId }) => (studentId === null ? null : studentLink(view, people, studentId)) },
      { head: t.charged, isNumber: true, cell: ({ charged }) => money(charged, view, places) },
      { head: t.refunded, isNumber: true, cell: ({ refunded }) => money(refunded, view, places) },
      {
        head: CRASH[view.language].state,
        cell: (incident) =>
          incident.closedAt === null ? badge(t.open, refundable(incident) > 0 ? 'near' : undefined) : t.closed,
      },
    ],
    totals: [
      '',
      '',
      money(
        sum(({ charged }) => charged),
        view,
        places,
      ),
      money(
        sum(({ refunded }) => refunded),
        view,
        places,
      ),
      '',
    ],
  });
}
