import type { IncidentText } from '../../../admin/incident-texts.ts';
import type { IncidentDetails } from '../../../admin/incidents.ts';
import { incidentNoteIn } from '../../../language/incident-notes.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { money } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import { html, type Part } from '../../web/html.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { studentLink } from '../people-filter/people-links.ts';
import { INCIDENTS } from './texts.ts';

export interface IncidentDescription extends IncidentText {
  /** How the call ended, where the kind of the incident does not say it. */
  readonly outcome: string | null;
}

/** What happened. Of a call whose cost is not known, its outcome says more than the kind of the incident. */
export function describeIncident(
  { language }: ViewContext,
  { incident, record }: IncidentDetails,
): IncidentDescription {
  const { title, means } = INCIDENTS[language].kinds[incident.kind];
  if (incident.kind !== 'uncertain' || record === null) return { title, means, outcome: null };
  const { name, what } = OUTCOMES[language][record.outcome];
  return { title, means: `${what} ${means}`, outcome: name };
}

/** What the server noted, in the language of the page where it has a text for it. */
export function incidentNote({ language }: ViewContext, detail: string): Part {
  return incidentNoteIn(language, detail) ?? html`<span lang="en">${detail}</span>`;
}

/** The student, the model, the time and the money, on one line. */
export function incidentFacts(view: OwnerView, { incident, record }: IncidentDetails, people: People): Part[] {
  const t = INCIDENTS[view.language];
  const { studentId, charged, refunded, recordId, detail } = incident;
  const facts = [
    studentId === null ? null : studentLink(view, people, studentId),
    record === null ? null : record.servedModel,
    ago(incident.createdAt, view),
    recordId === null ? null : html`${t.charged} ${money(charged, view)}`,
    refunded === 0 ? null : html`${t.refunded} ${money(refunded, view)}`,
    recordId === null ? incidentNote(view, detail) : null,
  ];
  return facts.filter((fact) => fact !== null).flatMap((fact, index) => (index === 0 ? [fact] : [' · ', fact]));
}
