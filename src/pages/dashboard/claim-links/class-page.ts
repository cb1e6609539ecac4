import type { ClaimLink } from '../../../access/claim-links.ts';
import { claimLinkState } from '../../../access/claim-links.ts';
import type { SchoolClass } from '../../../access/classes.ts';
import { DEFAULT_CLAIM_DAYS } from '../../../admin/claim-links.ts';
import type { StudentOverviewRow } from '../../../store/student-overview.ts';
import { addressNotice } from '../../components/address-notice.ts';
import { confirm } from '../../components/confirm.ts';
import { dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classPath } from '../class/class-path.ts';
import type { FieldErrors } from '../form-errors/form-errors.ts';
import { linkStateText, mailStateText } from './link-state.ts';
import { classLinksPath } from './paths.ts';
import { CLAIM_LINKS } from './texts.ts';

export interface ClassLinks {
  readonly schoolClass: SchoolClass;
  readonly students: readonly StudentOverviewRow[];
  /** The newest of each student. */
  readonly links: ReadonlyMap<number, ClaimLink>;
  /** Of all of them; 0: there is none. */
  readonly newestId: number;
}

/** What was chosen and typed. `selected`: only these students. */
export interface LinksDraft {
  readonly for: 'without_token' | 'all' | 'selected';
  readonly selected: ReadonlySet<number>;
  readonly days: string;
  readonly errors: FieldErrors;
}

export const EMPTY_LINKS_DRAFT: LinksDraft = {
  for: 'without_token',
  selected: new Set(),
  days: String(DEFAULT_CLAIM_DAYS),
  errors: {},
};

/** A form that makes links, and what became of those that were made. */
export function classLinksPage(view: OwnerView, loaded: ClassLinks, draft: LinksDraft): Html {
  const t = CLAIM_LINKS[view.language];
  const { schoolClass, students } = loaded;
  return renderPage(view, {
    title: `${t.title}: ${schoolClass.name}`,
    heading: t.title,
    lead: html`<a class="who" href="${classPath(schoolClass.id)}">${schoolClass.name}</a> · ${t.lead}`,
    actions: html`<a class="button plain" href="${classPath(schoolClass.id)}">${t.back}</a>`,
    body:
      students.length === 0
        ? emptyState(t.noStudents, { href: classPath(schoolClass.id), text: t.back })
        : html`${makeForm(view, loaded, draft)}${linksTable(view, loaded)}`,
  });
}

function makeForm(view: OwnerView, { schoolClass, students, newestId }: ClassLinks, draft: LinksDraft): Html {
  const t = CLAIM_LINKS[view.language];
  const withoutToken = students.filter(({ tokens }) => tokens === 0).length;
  const chosen = [...draft.selected];
  const who = selectField({
    name: 'students',
    label: t.makeFor,
    value: draft.for,
    choices: [
      ...(chosen.length === 0 ? [] : [{ value: 'selected', text: t.chosen(chosen.length) }]),
      { value: 'without_token', text: t.withoutToken(withoutToken) },
      { value: 'all', text: t.all(students.length) },
    ],
    error: draft.errors.students,
  });
  const days = textField({
    ...{ name: 'days', label: t.days, hint: t.daysHint, inputmode: 'numeric', isRequired: true, maxLength: 3 },
    unit: t.daysUnit,
    value: draft.days,
    error: draft.errors.days,
  });
  const ids = chosen.map((id) => html`<input type="hidden" name="student" value="${id}">`);
  const fields = html`<input type="hidden" name="newest" value="${newestId}">${ids}${who}${days}
<p class="hint">${t.replaces}</p>${submit(t.make)}`;
  return html`<section class="stack"><h2>${t.make}</h2>${addressNotice(view)}${postForm(view, classLinksPath(schoolClass.id), fields, 'stack')}</section>`;
}

function linksTable(view: OwnerView, { schoolClass, students, links }: ClassLinks): Html {
  const t = CLAIM_LINKS[view.language];
  const linkOf = ({ student }: StudentOverviewRow) => links.get(student.id);
  const mails = [...links.values()].flatMap(({ mail }) => mail ?? []);
  const isAnyOpen = [...links.values()].some((link) => claimLinkState(link, view.now) === 'open');
  const table = dataTable<StudentOverviewRow>({
    caption: t.title,
    isCaptionHidden: true,
    rows: students,
    columns: [
      {
        head: t.student,
        isName: true,
        cell: ({ student: { id, name } }) => html`<a class="who" href="/dashboard/students/${id}">${name}</a>`,
      },
      { head: t.state, cell: (row) => linkStateText(view, linkOf(row)) },
      ...(mails.length === 0
        ? []
        : [{ head: t.mail, cell: (row: StudentOverviewRow) => mailStateText(view, linkOf(row)?.mail) }]),
    ],
  });
  const revoke = confirm(view, {
    open: t.revokeAll,
    consequence: t.revokeAllMeans,
    act: t.revokeAllAct,
    action: classLinksPath(schoolClass.id, '/revoke'),
  });
  const isLost = mails.some(({ state }) => state === 'failed' || state === 'interrupted');
  const isWaiting = mails.some(({ state }) => state === 'waiting');
  return html`<section class="section stack"><h2>${t.title}</h2>${isWaiting ? html`<p class="hint">${t.reload}</p>` : null}
${isLost ? html`<p class="hint">${t.remake}</p>` : null}${table}${isAnyOpen ? revoke : null}</section>`;
}
