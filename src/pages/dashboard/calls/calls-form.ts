import { choices } from '../../components/choices.ts';
import { submit, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { peopleFields } from '../people-filter/people-filter.ts';
import { PEOPLE } from '../people-filter/texts.ts';
import { type CallsRequest, filterQuery } from './calls-request.ts';
import type { CallsList } from './load.ts';
import { CALLS } from './texts.ts';

export const CALLS_PATH = '/dashboard/calls';
export const REFUSED_PATH = '/dashboard/calls/refused';

/** The filters of calls and of refusals. */
const SHARED_FILTERS = ['student', 'class', 'day'];
const CALL_FILTERS = [...SHARED_FILTERS, 'model', 'outcome'];

/** Links to the calls and to the refusals, with the filters that both have. */
export function listLinks(view: OwnerView, here: string, request: CallsRequest): Html {
  const t = CALLS[view.language];
  const filters = filterQuery(request, SHARED_FILTERS);
  return choices(t.kinds, [
    { href: CALLS_PATH + filters, text: t.served, isOn: here === CALLS_PATH },
    { href: REFUSED_PATH + filters, text: t.refused, isOn: here === REFUSED_PATH },
  ]);
}

/** Sent by GET, so that the result has an address. @param more fields that only one of the lists has */
export function filterForm<Row>(view: OwnerView, path: string, { people, request }: CallsList<Row>, more: Html): Html {
  const t = CALLS[view.language];
  const error = request.errors.has('day') ? t.noDay : undefined;
  const day = textField({ name: 'day', label: t.upTo, type: 'date', value: request.sent.day, error: error });
  return html`<form class="filters" method="get" action="${path}"><div class="fields">${peopleFields(view, people, request.people)}${more}${day}${submit(PEOPLE[view.language].show, 'plain')}</div></form>`;
}

export function csvLink(view: OwnerView, path: string, request: CallsRequest): Html {
  const t = CALLS[view.language];
  const href = path + filterQuery(request, CALL_FILTERS);
  return html`<a class="button" href="${href}" title="${t.csvHint}" download>${t.csv}</a>`;
}
