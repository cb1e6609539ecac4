import { parseActor } from '../../../admin/actor.ts';
import { type BudgetUnit, isBudgetUnit } from '../../../ledger/budget-units.ts';
import type { AuditEntry } from '../../../store/journal-store.ts';
import { dataTable } from '../../components/data-table.ts';
import { time } from '../../format/format-time.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { crashPath } from '../incidents/paths.ts';
import type { People } from '../people-filter/load-people.ts';
import { classLink, studentLink } from '../people-filter/people-links.ts';
import { changeList } from './change-list.ts';
import { asFields, type Fields, findChanges } from './find-changes.ts';
import { AUDIT, labelOf } from './texts.ts';

export function auditTable(view: OwnerView, rows: readonly AuditEntry[], people: People): Html {
  const t = AUDIT[view.language];
  return dataTable({
    caption: t.title,
    isCaptionHidden: true,
    rows,
    columns: [
      { head: t.what, isName: true, cell: ({ action }) => labelOf(t.actions, action) },
      { head: t.about, cell: (entry) => subjectCell(view, entry, people) },
      {
        head: t.change,
        cell: ({ before, after }) => changeList(view, findChanges(before, after), people, unitOf(after ?? before)),
      },
      { head: t.when, cell: ({ at }) => time(at, view, 'exact') },
      { head: t.who, cell: ({ actor }) => actorCell(view, actor, people) },
    ],
  });
}

/** Of a budget; undefined: it is money, or no budget. */
function unitOf(value: unknown): BudgetUnit | undefined {
  const unit = asFields(value)?.unit;
  return typeof unit === 'string' && isBudgetUnit(unit) ? unit : undefined;
}

function actorCell(view: OwnerView, text: string, people: People): Part {
  const t = AUDIT[view.language];
  const actor = parseActor(text);
  switch (actor?.kind) {
    case undefined:
      return text;
    case 'owner':
      return t.owner;
    case 'system':
      return t.system;
    case 'join_code':
      return t.joinCode;
    case 'student':
      return studentLink(view, people, actor.id);
  }
}

/** Of "class 3", "student 12", "token 5", "budget 7", "incident 4", "crash 1795674000000", "backup jigap.db", "owner". */
function subjectCell(view: OwnerView, { subject, before, after }: AuditEntry, people: People): Part {
  const t = AUDIT[view.language];
  const [kind, idText] = subject.split(' ');
  const id = Number(idText);
  const fields = asFields(after) ?? asFields(before);
  if (kind === 'student') return studentLink(view, people, id);
  if (kind === 'class') return people.classes.has(id) ? classLink(view, people, id) : (nameIn(fields) ?? subject);
  if (kind === 'incident') return html`<a href="/dashboard/incidents/${id}">${t.incident(id)}</a>`;
  if (kind === 'crash') return html`<a href="${crashPath(id)}">${t.crash}</a>`;
  if (kind === 'notice-channel' || kind === 'join-request') return nameIn(fields) ?? subject;
  if (kind === 'token' && fields !== null) return tokenCell(view, fields, people);
  if (kind === 'budget' && fields !== null) return scopeCell(view, fields, people);
  if (kind === 'backup' && idText !== undefined) return t.backup(idText);
  if (kind === 'provider' && idText !== undefined) return t.provider(idText);
  if (subject === 'server') return t.server;
  return subject === 'owner' ? t.owner : subject;
}

function tokenCell(view: OwnerView, { prefix, studentId }: Fields, people: People): Html {
  const text = AUDIT[view.language].token(String(prefix));
  return html`<span>${studentLink(view, people, Number(studentId))}, ${text}</span>`;
}

/** Whose budget it is. */
function scopeCell(view: OwnerView, { scope, scopeId }: Fields, people: People): Part {
  const t = AUDIT[view.language];
  const id = Number(scopeId);
  if (scope === 'wallet') return t.wallet;
  if (scope === 'student') return studentLink(view, people, id);
  return html`<span>${classLink(view, people, id)}${scope === 'class-student' ? `, ${t.eachStudent}` : null}</span>`;
}

function nameIn(fields: Fields | null): string | null {
  return typeof fields?.name === 'string' ? fields.name : null;
}
