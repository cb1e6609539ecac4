import type { SchoolClass } from '../../../../access/classes.ts';
import { comingSessions } from '../../../../access/lessons.ts';
import { sessionStart } from '../../../../admin/lesson-rules.ts';
import { submit, textField } from '../../../components/field.ts';
import { sessionText } from '../../../components/session-text.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import type { FieldAt, FieldErrors } from '../../form-errors/form-errors.ts';
import { lessonsPath } from './paths.ts';
import { LESSONS } from './texts.ts';

/** A single lesson as typed. */
export interface SessionDraft {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

export function sessionDraftFrom(form: Form): SessionDraft {
  return { day: form.text('day'), from: form.text('session_from'), to: form.text('session_to') };
}

const FIELDS: Readonly<Record<string, string>> = { day: 'day', from: 'session_from', to: 'session_to' };

/** What is about the class as a whole stands at the day. */
export const sessionFieldAt: FieldAt = ([name]) => FIELDS[String(name)] ?? 'day';

export function sessionsSection(
  view: OwnerView,
  schoolClass: SchoolClass,
  draft: SessionDraft,
  errors: FieldErrors,
): Html {
  const t = LESSONS[view.language];
  const { id } = schoolClass;
  const items = comingSessions(schoolClass, view.now).map(({ session }) => {
    const text = sessionText(view, session);
    const start = html`<input type="hidden" name="start" value="${sessionStart(session)}">`;
    const button = html`<button class="quiet" ${attribute('aria-label', t.removeOf(text))}>${t.remove}</button>`;
    return html`<li><span>${text}</span> ${postForm(view, lessonsPath(id, '/remove-session'), html`${start}${button}`)}</li>`;
  });
  const fields = html`<div class="fields">${textField({ name: 'day', label: t.day, type: 'date', value: draft.day, isRequired: true, error: errors.day })}
${textField({ name: 'session_from', label: t.from, type: 'time', value: draft.from, isRequired: true, error: errors.session_from })}
${textField({ name: 'session_to', label: t.to, type: 'time', value: draft.to, isRequired: true, error: errors.session_to })}${submit(t.add, 'plain')}</div>`;
  return html`<section class="stack" id="single"><h2>${t.single}</h2><p class="hint">${t.singleHint}</p>
${items.length === 0 ? null : html`<ul class="lesson-list">${items}</ul>`}
${postForm(view, lessonsPath(id, '/add-session'), fields)}</section>`;
}
