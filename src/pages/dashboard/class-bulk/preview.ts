import type { Student } from '../../../access/students.ts';
import { dataTable } from '../../components/data-table.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { rulesText } from '../class/limits.ts';
import { classPath } from '../class/paths.ts';
import { CLASSES } from '../classes/texts.ts';
import { wishFields } from './bulk-request.ts';
import type { BulkPlan, BulkWish, PlannedStudent } from './plan.ts';
import { BULK } from './texts.ts';

/** Who would change, and how; a second form does it to just these. */
export function previewPage(view: OwnerView, plan: BulkPlan, form: Form): Html {
  const t = BULK[view.language];
  const { wish, from, changing, staying } = plan;
  return renderPage(view, {
    title: t.title[wish.action],
    lead: from.name,
    actions: backLink(view, plan),
    body: html`${changing.length === 0 ? notice('near', t.noChanges) : changesSection(view, plan, form)}
${staying.length === 0 ? null : stayingSection(view, wish, staying)}`,
  });
}

function changesSection(view: OwnerView, { wish, from, changing }: BulkPlan, form: Form): Html {
  const t = BULK[view.language];
  const ids = changing.map(({ student }) => html`<input type="hidden" name="student" value="${student.id}">`);
  const content = html`${wishFields(form)}${ids}<p>${t.consequence[wish.action]}</p>${submit(t.act[wish.action](changing.length))}`;
  const table = dataTable<PlannedStudent>({
    caption: t.changes(changing.length),
    isCaptionHidden: true,
    rows: changing,
    columns: [
      {
        head: CLASSES[view.language].name,
        isName: true,
        cell: ({ student }) => html`<span class="who">${student.name}</span>`,
      },
      { head: t.before, cell: (planned) => stateText(view, wish, planned, 'before', from.name) },
      {
        head: t.after,
        cell: (planned) => html`<strong>${stateText(view, wish, planned, 'after', from.name)}</strong>`,
      },
    ],
  });
  return html`<section><h2>${t.changes(changing.length)}</h2>${table}
${postForm(view, classPath(from.id, '/bulk/do'), content, 'bulk-do stack')}</section>`;
}

/** What changes, in a few words: "may call" and "suspended". */
function stateText(
  view: ViewContext,
  wish: BulkWish,
  { rulesBefore, rulesAfter }: PlannedStudent,
  when: 'before' | 'after',
  fromName: string,
): string {
  const t = BULK[view.language];
  const isAfter = when === 'after';
  const limits = rulesText(view, isAfter ? rulesAfter : rulesBefore);
  switch (wish.action) {
    case 'suspend':
      return isAfter ? t.suspended : t.active;
    case 'resume':
      return isAfter ? t.active : t.suspended;
    case 'tokens':
      return isAfter ? t.oneToken : t.noToken;
    case 'move':
      return `${isAfter ? (wish.to?.name ?? t.noClass) : fromName} · ${limits}`;
    default:
      return limits;
  }
}

function stayingSection(view: ViewContext, wish: BulkWish, staying: readonly PlannedStudent[]): Html {
  const t = BULK[view.language];
  const table = dataTable<PlannedStudent>({
    caption: t.stay(staying.length),
    isCaptionHidden: true,
    rows: staying,
    columns: [
      {
        head: CLASSES[view.language].name,
        isName: true,
        cell: ({ student }) => html`<span class="who">${student.name}</span>`,
      },
      { head: t.why, cell: ({ stays }) => (stays === 'term' ? t.term : t.same[wish.action]) },
    ],
  });
  return html`<section class="staying"><h2>${t.stay(staying.length)}</h2>${table}</section>`;
}

/** Some were changed by somebody else between the preview and the doing. */
export function partlyPage(view: OwnerView, plan: BulkPlan, failed: readonly Student[]): Html {
  const t = BULK[view.language];
  const { wish, from, changing } = plan;
  return renderPage(view, {
    title: t.title[wish.action],
    lead: from.name,
    actions: backLink(view, plan),
    body: failedNotice(view, changing.length - failed.length, failed),
  });
}

export function failedNotice(view: ViewContext, done: number, failed: readonly Student[]): Html {
  const t = BULK[view.language];
  const names = failed.map(({ name }) => html`<li>${name}: ${t.gone}</li>`);
  return notice('bad', html`<p>${t.partly(done)}</p><ul>${names}</ul>`);
}

function backLink({ language }: ViewContext, { from }: BulkPlan): Html {
  return html`<a class="button plain" href="${classPath(from.id)}">${BULK[language].back}</a>`;
}
