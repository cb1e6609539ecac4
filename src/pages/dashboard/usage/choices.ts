import { choices } from '../../components/choices.ts';
import { submit, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type Who, whoFields } from '../people-filter/people-filter.ts';
import { WHO } from '../people-filter/texts.ts';
import { type UsageAsk, usagePath } from './query.ts';
import { GROUPINGS, RANGES, type RangeProblem, USAGE } from './texts.ts';

export function rangeChoices(view: OwnerView, ask: UsageAsk): Html {
  const t = USAGE[view.language];
  return choices(
    t.rangesLabel,
    RANGES.map((range) => ({
      href: usagePath(ask, { range, from: null, to: null }),
      text: t.ranges[range],
      isOn: ask.range === range,
    })),
  );
}

export function groupChoices(view: OwnerView, ask: UsageAsk): Html {
  const t = USAGE[view.language];
  return choices(
    t.groupsLabel,
    GROUPINGS.map((group) => ({ href: usagePath(ask, { group }), text: t.groups[group], isOn: ask.groupBy === group })),
  );
}

/** Days one by one, and whose use: asked for by GET, so that what is seen can be kept as a link. */
export function usageForm(view: OwnerView, who: Who, ask: UsageAsk): Html {
  const t = USAGE[view.language];
  const error = (name?: RangeProblem) => (name === undefined ? undefined : t.errors[name]);
  const group = ask.groupBy === 'day' ? null : html`<input type="hidden" name="group" value="${ask.groupBy}">`;
  const from = textField({ name: 'from', label: t.from, type: 'date', value: ask.from, error: error(ask.errors.from) });
  const to = textField({ name: 'to', label: t.to, type: 'date', value: ask.to, error: error(ask.errors.to) });
  return html`<form class="filters" method="get" action="/dashboard/usage"><div class="fields">${group}${from}${to}${whoFields(view, who, ask.who)}${submit(WHO[view.language].show, 'plain')}</div></form>`;
}
