import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import {
  type ForgettingState,
  forgetNow,
  getForgettingState,
  previewForgetting,
  setForgetAfterDays,
} from '../../../admin/forgetting.ts';
import { MAX_FORGET_DAYS } from '../../../admin/forgetting-rules.ts';
import { skipRemoved } from '../../../admin/skip-removed.ts';
import type { ForgettableStudent } from '../../../store/forgetting-store.ts';
import type { Page } from '../../../store/paging.ts';
import { confirm } from '../../components/confirm.ts';
import { dataTable } from '../../components/data-table.ts';
import { submit, textField } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { parseOffset } from '../../web/parse-offset.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classPath } from '../class/class-path.ts';
import { loadClasses } from '../classes/load.ts';
import { attempt, type FieldErrors, fieldsNamed } from '../form-errors/form-errors.ts';
import { FORGETTING_PATH } from './paths.ts';
import { FORGETTING } from './texts.ts';

const STUDENTS_A_PAGE = 50;

interface DaysDraft {
  readonly days: string;
  readonly errors: FieldErrors;
}

/** When names are forgotten, and whose can be forgotten now. */
export function forgettingRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, FORGETTING_PATH, ({ view, query }) =>
    forgettingPage(view, site, parseOffset(query.get('after')), null),
  );

  ownerPost(app, site, FORGETTING_PATH, async ({ view, form }) => {
    const days = form.text('days');
    const attempted = await attempt(view.language, fieldsNamed({ forgetAfterDays: 'days' }), () =>
      setForgetAfterDays(days === '' ? null : Number(days), view.actor, site),
    );
    if ('done' in attempted) return seeOther(FORGETTING_PATH, 'forgetting_changed');
    return withStatus(422, await forgettingPage(view, site, 0, { days, errors: attempted.errors }));
  });

  ownerPost(app, site, `${FORGETTING_PATH}/classes/:id`, async ({ view, param }) => {
    const { isCleaned } = await forgetNow({ classId: parseId(param('id')) }, view.actor, site);
    return seeOther(FORGETTING_PATH, isCleaned ? 'names_forgotten' : 'names_forgotten_partly');
  });

  ownerPost(app, site, `${FORGETTING_PATH}/students/:id`, async ({ view, param }) => {
    const { isCleaned } = await forgetNow({ studentId: parseId(param('id')) }, view.actor, site);
    return seeOther(FORGETTING_PATH, isCleaned ? 'names_forgotten' : 'names_forgotten_partly');
  });
}

interface ArchivedNames {
  readonly schoolClass: SchoolClass;
  readonly students: number;
}

async function forgettingPage(view: OwnerView, site: Site, after: number, draft: DaysDraft | null): Promise<Html> {
  const t = FORGETTING[view.language];
  const [state, archived, students] = await Promise.all([
    getForgettingState(site),
    loadClasses(site, 'archived'),
    site.store.forgetting.listForgettable({ after, limit: STUDENTS_A_PAGE }),
  ]);
  const counted = await skipRemoved(archived, async (schoolClass) => ({
    schoolClass,
    students: await previewForgetting({ classId: schoolClass.id }, site),
  }));
  return renderPage(view, {
    title: t.title,
    lead: t.what,
    body: html`${ruleSection(view, state, draft)}
${classesSection(
  view,
  counted.filter((each) => each.students > 0),
)}
${studentsSection(view, students)}`,
  });
}

function ruleSection(
  view: OwnerView,
  { afterDays, dueStudents, clock }: ForgettingState,
  draft: DaysDraft | null,
): Html {
  const t = FORGETTING[view.language];
  const field = textField({
    ...{
      name: 'days',
      label: t.days,
      hint: t.daysHint,
      inputmode: 'numeric',
      maxLength: String(MAX_FORGET_DAYS).length,
    },
    value: draft?.days ?? (afterDays === null ? '' : String(afterDays)),
    error: draft?.errors.days,
  });
  const due = afterDays === null ? null : html`<p>${t.due(dueStudents)}</p>`;
  return html`<section><h2>${t.rule}</h2>${
    afterDays !== null && clock.holdDays > 0 ? notice('near', t.waiting(clock.holdDays)) : null
  }<div class="stack">${due}${postForm(view, FORGETTING_PATH, html`${field}${submit(t.save, 'plain')}`)}
<p class="quiet-text">${t.backups}</p></div></section>`;
}

function classesSection(view: OwnerView, classes: readonly ArchivedNames[]): Html {
  const t = FORGETTING[view.language];
  const table = () =>
    dataTable<ArchivedNames>({
      caption: t.archived,
      isCaptionHidden: true,
      rows: classes,
      columns: [
        {
          head: t.className,
          isName: true,
          cell: ({ schoolClass: { id, name } }) => html`<a class="who" href="${classPath(id)}">${name}</a>`,
        },
        {
          head: t.names,
          cell: ({ schoolClass, students }) =>
            confirm(view, {
              ...{ open: t.forgetClass(students), consequence: t.means, act: t.act },
              action: `${FORGETTING_PATH}/classes/${schoolClass.id}`,
            }),
        },
      ],
    });
  return html`<section><h2>${t.archived}</h2>${classes.length === 0 ? html`<p class="quiet-text">${t.noneArchived}</p>` : table()}</section>`;
}

/** Those of archived classes are forgotten with their class, or one by one by the API. */
function studentsSection(view: OwnerView, { rows, next }: Page<ForgettableStudent>): Html {
  const t = FORGETTING[view.language];
  const removed = rows.filter(({ removedAt }) => removedAt !== null);
  const table = () =>
    dataTable<ForgettableStudent>({
      caption: t.removed,
      isCaptionHidden: true,
      rows: removed,
      columns: [
        { head: t.student, isName: true, cell: ({ name }) => html`<span class="who">${name}</span>` },
        { head: t.removedAt, cell: ({ removedAt }) => (removedAt === null ? null : time(removedAt, view, 'exact')) },
        {
          head: t.names,
          cell: ({ id, name }) =>
            confirm(view, {
              ...{ open: t.forgetStudent(name), consequence: t.means, act: t.act },
              action: `${FORGETTING_PATH}/students/${id}`,
            }),
        },
      ],
    });
  const more =
    next === null
      ? null
      : html`<nav class="pager"><a rel="next" href="${FORGETTING_PATH}?after=${next}">${t.more}</a></nav>`;
  return html`<section><h2>${t.removed}</h2>${removed.length === 0 ? html`<p class="quiet-text">${t.noneRemoved}</p>` : table()}${more}</section>`;
}
