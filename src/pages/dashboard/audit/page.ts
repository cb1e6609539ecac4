import type { FastifyInstance } from 'fastify';
import type { AuditEntry } from '../../../store/journal-store.ts';
import { dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { pager } from '../../components/pager.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classLink, loadWho, studentLink, type Who } from '../people-filter/people-filter.ts';
import { fieldChanges, type Kept, kept, labelOf, showChanges } from './changes.ts';
import { AUDIT } from './texts.ts';

const PER_PAGE = 50;

export function auditRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, '/dashboard/audit', async ({ view, query }) => {
    const t = AUDIT[view.language];
    const cursor = query.get('after');
    const after = cursor === null ? null : parseId(cursor);
    const [{ rows, next }, who] = await Promise.all([
      site.owner.store.journal.listAudit({ after, limit: PER_PAGE }),
      loadWho(site.owner.store),
    ]);
    const body = rows.length === 0 ? emptyState(t.none) : html`${tableOf(view, rows, who)}${pager(view, query, next)}`;
    return renderPage(view, { title: t.title, lead: t.lead, body });
  });
}

function tableOf(view: OwnerView, rows: readonly AuditEntry[], who: Who): Html {
  const t = AUDIT[view.language];
  return dataTable({
    caption: t.title,
    isCaptionHidden: true,
    rows,
    columns: [
      { head: t.what, isName: true, cell: ({ action }) => labelOf(t.actions, action) },
      { head: t.about, cell: (entry) => subjectOf(view, entry, who) },
      {
        head: t.change,
        cell: ({ before, after }) => showChanges(view, fieldChanges(before, after), who),
      },
      { head: t.when, cell: ({ at }) => time(at, view, 'exact') },
      { head: t.who, cell: ({ actor }) => actorOf(view, actor, who) },
    ],
  });
}

/** "owner", "system", "join code", or "student 12". */
function actorOf(view: OwnerView, actor: string, who: Who): Part {
  const t = AUDIT[view.language];
  if (actor === 'owner') return t.owner;
  if (actor === 'system') return t.system;
  if (actor === 'join code') return t.joinCode;
  const { kind, id } = named(actor);
  return kind === 'student' ? studentLink(view, who, id) : actor;
}

/** "class 3", "student 12", "token 5", "budget 7", "incident 4", "owner". */
function subjectOf(view: OwnerView, { subject, before, after }: AuditEntry, who: Who): Part {
  const t = AUDIT[view.language];
  const { kind, id } = named(subject);
  const about = kept(after) ?? kept(before);
  if (kind === 'student') return studentLink(view, who, id);
  if (kind === 'class') return who.classes.has(id) ? classLink(view, who, id) : (nameIn(about) ?? subject);
  if (kind === 'incident') return html`<a href="/dashboard/incidents/${id}">${t.incident(id)}</a>`;
  if (kind === 'token' && about !== null) return tokenOf(view, about, who);
  if (kind === 'budget' && about !== null) return scopeOf(view, about, who);
  return subject === 'owner' ? t.owner : subject;
}

function tokenOf(view: OwnerView, { prefix, studentId }: Kept, who: Who): Html {
  const text = AUDIT[view.language].token(String(prefix));
  return html`<span>${studentLink(view, who, Number(studentId))}, ${text}</span>`;
}

/** Whose budget it is. */
function scopeOf(view: OwnerView, { scope, scopeId }: Kept, who: Who): Part {
  const t = AUDIT[view.language];
  const id = Number(scopeId);
  if (scope === 'wallet') return t.wallet;
  if (scope === 'student') return studentLink(view, who, id);
  return html`<span>${classLink(view, who, id)}${scope === 'class-student' ? `, ${t.eachStudent}` : null}</span>`;
}

function nameIn(about: Kept | null): string | null {
  return typeof about?.name === 'string' ? about.name : null;
}

function named(text: string): { readonly kind: string; readonly id: number } {
  const [kind = '', id = ''] = text.split(' ');
  return { kind, id: Number(id) };
}
