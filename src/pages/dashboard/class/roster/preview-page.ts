import type { SchoolClass } from '../../../../access/classes.ts';
import type { LineProblem, Roster, RosterRow } from '../../../../admin/roster/parse-roster.ts';
import type { ChangedRow, NewRow, RosterPlan } from '../../../../admin/roster/plan-roster.ts';
import { fingerprintOf } from '../../../../admin/roster/roster.ts';
import { type Column, dataTable } from '../../../components/data-table.ts';
import { checkbox, submit } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import { postForm } from '../../../web/forms.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import type { OwnerView, ViewContext } from '../../../web/view-context.ts';
import { problemText } from '../../form-errors/form-errors.ts';
import { classPath } from '../class-path.ts';
import { ROSTER_SCRIPTS, rosterFields } from './roster-form.ts';
import { ROSTER } from './texts.ts';

/** More rows would make the page heavier than a page may be. */
const MAX_SHOWN = 100;
/** Of the lines whose names are taken: the lines that are other students. */
export const OTHER_STUDENT = 'other_student';

export interface RosterPreview {
  readonly schoolClass: SchoolClass;
  readonly text: string;
  readonly roster: Roster;
  readonly plan: RosterPlan;
  /** Why the roster was not applied. */
  readonly refused: string | null;
}

/** What the roster would do. One form applies it, and shows it again where it was edited. */
export function rosterPreviewPage(view: OwnerView, preview: RosterPreview): Html {
  const t = ROSTER[view.language];
  const { schoolClass, text, roster, plan, refused } = preview;
  const { added, changed, unchanged, twins, problems } = plan;
  const changes = added.length + changed.length + twins.length;
  const canApply = problems.length === 0 && changes > 0;
  const path = (below: string) => classPath(schoolClass.id, `/roster${below}`);
  const again = html`<button class="button plain" formaction="${path('')}">${t.previewAgain}</button>`;
  const edit = html`<details class="opens" ${attribute('open', problems.length > 0)}><summary class="button plain">${t.edit}</summary>
<div class="opened">${rosterFields(view, text)}${again}</div></details>`;
  const content = html`<input type="hidden" name="expected" value="${fingerprintOf(plan)}">
${problems.length === 0 ? null : problemsSection(view, problems)}
${twins.length === 0 ? null : twinsSection(view, twins)}
${changed.length === 0 ? null : changedSection(view, changed)}
${added.length === 0 ? null : addedSection(view, added)}
${unchanged.length === 0 || changes === 0 ? null : html`<p>${t.unchanged(unchanged.length)}</p>`}
${changes === 0 && problems.length === 0 ? notice('near', t.nothing) : null}
<p class="quiet-text">${t.columns(columnsText(view, roster))}</p>
${canApply ? submit(t.apply) : null}
${edit}`;
  return renderPage(view, {
    title: t.previewTitle,
    lead: html`${schoolClass.name} · ${t.previewLead}`,
    actions: html`<a class="button plain" href="${classPath(schoolClass.id)}">${t.back}</a>`,
    body: html`${refused === null ? null : notice('bad', refused)}${postForm(view, path(canApply ? '/apply' : ''), content, 'stack')}`,
    scripts: ROSTER_SCRIPTS,
  });
}

function problemsSection(view: ViewContext, problems: readonly LineProblem[]): Html {
  const t = ROSTER[view.language];
  const columns: Column<LineProblem>[] = [
    { head: t.line, isName: true, isNumber: true, cell: ({ line }) => line },
    {
      head: t.problem,
      cell: ({ column, problem }) => {
        const text = problemText(view.language, problem);
        return column === null ? text : `${t.columnNames[column]}: ${text}`;
      },
    },
  ];
  return html`<section><h2>${t.problems(problems.length)}</h2><p>${t.problemsLead}</p>${shortTable(view, t.problems(problems.length), problems, columns)}</section>`;
}

/** Every one of them: what is not shown cannot be decided. */
function twinsSection({ language }: ViewContext, twins: readonly RosterRow[]): Html {
  const t = ROSTER[language];
  const items = twins.map(({ line, name, email, note }) => {
    const details = [email, note].filter((detail) => detail !== null).join(' · ');
    const label = html`${t.isOther(line, name)} <span class="quiet-text">${details}</span>`;
    return html`<li>${checkbox(OTHER_STUDENT, label, false, String(line))}</li>`;
  });
  return html`<section><h2>${t.twins(twins.length)}</h2><p>${t.twinsLead}</p><ul class="picks">${items}</ul></section>`;
}

function changedSection(view: ViewContext, changed: readonly ChangedRow[]): Html {
  const t = ROSTER[view.language];
  const columns: Column<ChangedRow>[] = [
    { head: t.name, isName: true, cell: ({ student }) => html`<span class="who">${student.name}</span>` },
    { head: t.line, isNumber: true, cell: ({ row }) => row.line },
    { head: t.change, cell: (match) => changeLines(view, match) },
  ];
  return html`<section><h2>${t.changed(changed.length)}</h2>${shortTable(view, t.changed(changed.length), changed, columns)}</section>`;
}

function changeLines({ language }: ViewContext, { student, fields }: ChangedRow): Html[] {
  const t = ROSTER[language];
  const names = (['name', 'studentNumber', 'email', 'note'] as const).filter((name) => fields[name] !== undefined);
  return names.map(
    (name) => html`<div>${t.field(t.columnNames[name], student[name] ?? t.none, fields[name] ?? t.none)}</div>`,
  );
}

function addedSection(view: ViewContext, added: readonly NewRow[]): Html {
  const t = ROSTER[view.language];
  const columns: Column<NewRow>[] = [
    {
      head: t.name,
      isName: true,
      cell: ({ row, hasNamesake }) =>
        html`<span class="who">${row.name}</span>${hasNamesake ? html` <span class="quiet-text">${t.namesake}</span>` : null}`,
    },
    { head: t.line, isNumber: true, cell: ({ row }) => row.line },
    { head: t.columnNames.studentNumber, cell: ({ row }) => row.studentNumber },
    { head: t.columnNames.email, cell: ({ row }) => row.email },
    { head: t.columnNames.note, cell: ({ row }) => row.note },
  ];
  return html`<section><h2>${t.added(added.length)}</h2>${shortTable(view, t.added(added.length), added, columns)}</section>`;
}

function shortTable<Row>(
  { language }: ViewContext,
  caption: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Html {
  const table = dataTable<Row>({ caption, isCaptionHidden: true, rows: rows.slice(0, MAX_SHOWN), columns });
  return rows.length <= MAX_SHOWN ? table : html`${table}<p>${ROSTER[language].more(rows.length - MAX_SHOWN)}</p>`;
}

/** "student number, name, not used (학과)". */
function columnsText({ language }: ViewContext, { header, columns }: Roster): string {
  const t = ROSTER[language];
  return columns
    .map((column, index) => {
      if (column !== null) return t.columnNames[column];
      const heading = header?.[index] ?? '';
      return heading === '' ? t.unusedColumn : `${t.unusedColumn} (${heading})`;
    })
    .join(', ');
}
