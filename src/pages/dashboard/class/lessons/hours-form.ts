import type { SchoolClass } from '../../../../access/classes.ts';
import type { Opening } from '../../../../access/lessons.ts';
import { MAX_WEEKLY_HOURS } from '../../../../admin/lesson-rules.ts';
import { WEEKDAYS, type Weekday, type WeeklyHours } from '../../../../language/weekly-hours.ts';
import { radio, selectField, submit, textField } from '../../../components/field.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import type { FieldAt, FieldErrors } from '../../form-errors/form-errors.ts';
import { lessonsPath } from './paths.ts';
import { LESSONS } from './texts.ts';

/** Without scripts, a form has as many rows as it is sent with. */
const EMPTY_ROWS = 2;

/** As typed; '' in all but the weekday: an empty row. */
interface HoursRow {
  readonly weekday: string;
  readonly from: string;
  readonly to: string;
}

export interface HoursDraft {
  readonly opening: Opening;
  readonly rows: readonly HoursRow[];
}

export function hoursDraftOf({ opening, weeklyHours }: SchoolClass): HoursDraft {
  // A clock in a form has no 24:00.
  const rows = weeklyHours.map(({ weekday, from, to }) => ({ weekday, from, to: to === '24:00' ? '00:00' : to }));
  const added = Math.max(0, Math.min(EMPTY_ROWS, MAX_WEEKLY_HOURS - rows.length));
  const last = rows.at(-1)?.weekday ?? 'mon';
  return { opening, rows: [...rows, ...Array.from({ length: added }, () => ({ weekday: last, from: '', to: '' }))] };
}

export function hoursDraftFrom(form: Form): HoursDraft {
  // One row more than a week may have is refused; a page does not show a thousand of them again.
  const all = (name: string) =>
    form
      .all(name)
      .slice(0, MAX_WEEKLY_HOURS + 1)
      .map((text) => text.trim());
  const [weekdays, from, to] = [all('weekday'), all('from'), all('to')];
  const rows = weekdays.map((weekday, index) => ({ weekday, from: from[index] ?? '', to: to[index] ?? '' }));
  return { opening: form.text('opening') === 'lessons' ? 'lessons' : 'always', rows };
}

/** The fields of the class, and which field of the form each came from. An unknown weekday counts as Monday. */
export function hoursIn({ opening, rows }: HoursDraft) {
  const filled = rows.map((row, index) => ({ row, index })).filter(({ row }) => row.from !== '' || row.to !== '');
  const weeklyHours = filled.map(({ row: { weekday, from, to } }): WeeklyHours => {
    return { weekday: WEEKDAYS.find((each) => each === weekday) ?? 'mon', from, to };
  });
  const fieldAt: FieldAt = ([, place, part]) => `${String(part ?? 'hours')}-${filled[Number(place)]?.index ?? 0}`;
  return { fields: { opening, weeklyHours }, fieldAt };
}

export function hoursForm(
  view: OwnerView,
  { id }: SchoolClass,
  { opening, rows }: HoursDraft,
  errors: FieldErrors,
): Html {
  const t = LESSONS[view.language];
  return postForm(
    view,
    lessonsPath(id),
    html`<fieldset class="set"><legend>${t.opening}</legend>${radio('opening', t.always, { value: 'always', isOn: opening === 'always' })}
${radio('opening', t.lessonsOnly, { value: 'lessons', isOn: opening === 'lessons' })}</fieldset>
<fieldset class="set weekly-hours"><legend>${t.weekly}</legend>${rows.map((row, index) => hoursRow(view, row, index, errors))}<p class="hint">${t.weeklyHint}</p></fieldset>
${submit(t.save)}`,
    'class-form',
  );
}

function hoursRow({ language }: OwnerView, { weekday, from, to }: HoursRow, index: number, errors: FieldErrors): Html {
  const t = LESSONS[language];
  const clock = (name: 'from' | 'to', label: string, value: string) =>
    textField({ name, id: `${name}-${index}`, label, type: 'time', value, error: errors[`${name}-${index}`] });
  const choices = WEEKDAYS.map((value: Weekday) => ({ value, text: t.weekdays[value] }));
  return html`<div class="fields">${selectField({ name: 'weekday', id: `weekday-${index}`, label: t.weekday, value: weekday, choices, error: errors[`hours-${index}`] })}
${clock('from', t.from, from)}${clock('to', t.to, to)}</div>`;
}
