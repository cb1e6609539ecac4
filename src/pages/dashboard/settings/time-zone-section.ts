import { selectField, submit } from '../../components/field.ts';
import { timeZoneChoices } from '../../components/time-zone-choices.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { SETTINGS_PAGE } from './texts.ts';

export const TIME_ZONE_PATH = '/dashboard/settings/time-zone';

/** @param refused what was chosen and is no time zone */
export function timeZoneSection(view: OwnerView, { ownerTimeZone, timeZone }: Site, refused?: string): Html {
  const t = SETTINGS_PAGE[view.language];
  const value = refused ?? ownerTimeZone.chosen ?? '';
  const field = selectField({
    name: 'time_zone',
    label: t.timeZone,
    value,
    choices: [{ value: '', text: t.zoneOfServer(timeZone) }, ...timeZoneChoices(value)],
    hint: t.timeZoneWhat,
    error: refused === undefined ? undefined : t.timeZoneUnknown,
  });
  return html`<section id="time-zone"><h2>${t.reports}</h2><div class="stack">
${postForm(view, TIME_ZONE_PATH, html`${field}${submit(t.timeZoneDo, 'plain')}`)}</div></section>`;
}
