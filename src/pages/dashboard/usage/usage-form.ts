import { choices } from '../../components/choices.ts';
import { submit, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { peopleFields } from '../people-filter/people-filter.ts';
import { PEOPLE } from '../people-filter/texts.ts';
import { type DayError, GROUPINGS, RANGES, USAGE } from './texts.ts';
import { type UsageRequest, usagePath } from './usage-request.ts';

export function rangeChoices(view: OwnerView, request: UsageRequest): Html {
  const t = USAGE[view.language];
  return choices(
    t.rangesLabel,
    RANGES.map((range) => ({
      href: usagePath(request, { range, from: null, to: null }),
      text: t.ranges[range],
      isOn: request.range === range,
    })),
  );
}

export function groupChoices(view: OwnerView, request: UsageRequest): Html {
  const t = USAGE[view.language];
  return choices(
    t.groupsLabel,
    GROUPINGS.map((group) => ({
      href: usagePath(request, { group }),
      text: t.groups[group],
      isOn: request.groupBy === group,
    })),
  );
}

/** The first and the last day, and the filters. It is sent by GET, so that the result has an address. */
export function usageForm(view: OwnerView, people: People, request: UsageRequest): Html {
  const t = USAGE[view.language];
  const { groupBy, errors } = request;
  const error = (name?: DayError) => (name === undefined ? undefined : t.errors[name]);
  const group = groupBy === 'day' ? null : html`<input type="hidden" name="group" value="${groupBy}">`;
  const from = textField({ name: 'from', label: t.from, type: 'date', value: request.from, error: error(errors.from) });
  const to = textField({ name: 'to', label: t.to, type: 'date', value: request.to, error: error(errors.to) });
  return html`<form class="filters" method="get" action="/dashboard/usage"><div class="fields">${group}${from}${to}${peopleFields(view, people, request.people)}${submit(PEOPLE[view.language].show, 'plain')}</div></form>`;
}
