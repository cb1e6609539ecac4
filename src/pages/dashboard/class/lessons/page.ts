import type { FastifyInstance } from 'fastify';
import { classStateAt, type SchoolClass } from '../../../../access/classes.ts';
import { changeClass } from '../../../../admin/classes.ts';
import { addLessonSession, openClass, removeLessonSession } from '../../../../admin/lessons.ts';
import { zoneName } from '../../../../language/moments.ts';
import { submit, textField } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import { inZone, type OwnerView } from '../../../web/view-context.ts';
import { attempt, type FieldErrors } from '../../form-errors/form-errors.ts';
import { classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import { type HoursDraft, hoursDraftFrom, hoursDraftOf, hoursForm, hoursIn } from './hours-form.ts';
import { USUAL_MINUTES } from './lesson-actions.ts';
import { lessonSentence } from './lesson-state.ts';
import { LESSONS_PATH, lessonsPath } from './paths.ts';
import { type SessionDraft, sessionDraftFrom, sessionFieldAt, sessionsSection } from './sessions-section.ts';
import { LESSONS } from './texts.ts';

/** One of the forms as it was sent, and what is wrong with it. */
interface RefusedLessons {
  readonly hours?: HoursDraft;
  readonly session?: SessionDraft;
  readonly minutes?: string;
  readonly errors: FieldErrors;
}

const NO_SESSION: SessionDraft = { day: '', from: '', to: '' };

export function lessonsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, LESSONS_PATH, async ({ view, param }) => lessonsPage(view, await loadClass(param('id'), site)));

  ownerPost(app, site, LESSONS_PATH, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const hours = hoursDraftFrom(form);
    const { fields, fieldAt } = hoursIn(hours);
    const attempted = await attempt(view.language, fieldAt, () =>
      changeClass(schoolClass.id, fields, view.actor, site),
    );
    if ('done' in attempted) return seeOther(lessonsPath(schoolClass.id), 'lessons_changed');
    return withStatus(422, lessonsPage(view, schoolClass, { hours, errors: attempted.errors }));
  });

  ownerPost(app, site, `${LESSONS_PATH}/add-session`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const session = sessionDraftFrom(form);
    const attempted = await attempt(view.language, sessionFieldAt, () =>
      addLessonSession(schoolClass.id, session, view.actor, site),
    );
    if ('done' in attempted) return seeOther(lessonsPath(schoolClass.id), 'lesson_added');
    return withStatus(422, lessonsPage(view, schoolClass, { session, errors: attempted.errors }));
  });

  ownerPost(app, site, `${LESSONS_PATH}/remove-session`, async ({ view, param, form }) => {
    const { id } = await loadClass(param('id'), site);
    await removeLessonSession(id, form.text('start'), view.actor, site);
    return seeOther(lessonsPath(id), 'lesson_removed');
  });

  ownerPost(app, site, `${LESSONS_PATH}/open`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const minutes = form.text('minutes');
    const attempted = await attempt(
      view.language,
      () => 'minutes',
      () => openClass(schoolClass.id, /^\d{1,4}$/.test(minutes) ? Number(minutes) : Number.NaN, view.actor, site),
    );
    if ('done' in attempted) return seeOther(classPath(schoolClass.id), 'class_opened');
    return withStatus(422, lessonsPage(view, schoolClass, { minutes, errors: attempted.errors }));
  });
}

function lessonsPage(ownerView: OwnerView, schoolClass: SchoolClass, refused: RefusedLessons = { errors: {} }): Html {
  const view = inZone(ownerView, schoolClass.timeZone);
  const t = LESSONS[view.language];
  const { id, name, opening, timeZone } = schoolClass;
  const hours = hoursForm(view, schoolClass, refused.hours ?? hoursDraftOf(schoolClass), refused.errors);
  const hasLessons = opening === 'lessons';
  return renderPage(view, {
    title: t.titleOf(name),
    lead: html`${t.lead} ${t.zone(zoneName(timeZone, view.language))}`,
    actions: html`<a class="button plain" href="${classPath(id)}">${t.back}</a>`,
    body: html`<p>${lessonSentence(view, schoolClass)}</p><section class="section">${hours}</section>
${hasLessons ? sessionsSection(view, schoolClass, refused.session ?? NO_SESSION, refused.errors) : null}
${hasLessons && classStateAt(schoolClass, view.now) !== 'paused' ? openSection(view, schoolClass, refused) : null}`,
  });
}

function openSection(view: OwnerView, { id }: SchoolClass, { minutes, errors }: RefusedLessons): Html {
  const t = LESSONS[view.language];
  const field = textField({
    ...{ name: 'minutes', label: t.minutes, inputmode: 'numeric', isRequired: true, maxLength: 4, unit: t.minutesUnit },
    value: minutes ?? String(USUAL_MINUTES),
    error: errors.minutes,
  });
  return html`<section class="stack" id="open-now"><h2>${t.openFor}</h2>${postForm(view, lessonsPath(id, '/open'), html`<div class="fields">${field}${submit(t.open, 'plain')}</div>`)}</section>`;
}
