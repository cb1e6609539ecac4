import { crashTotals } from '../../../admin/crash-rules.ts';
import type { IncidentLine } from '../../../admin/incidents.ts';
import { money } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import { html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { People } from '../people-filter/load-people.ts';
import { CRASH } from './crash-texts.ts';
import { describeIncident, type IncidentDescription, incidentFacts } from './describe-incident.ts';
import { crashPath, INCIDENTS_PATH } from './paths.ts';
import { INCIDENTS } from './texts.ts';

export interface LineDescription extends IncidentDescription {
  readonly path: string;
  readonly isOpen: boolean;
  readonly facts: Part;
}

/** One line of a list of incidents: an incident, or a crash with all that it interrupted. */
export function describeLine(view: OwnerView, line: IncidentLine, people: People): LineDescription {
  if ('incident' in line) {
    const { id, closedAt } = line.incident;
    const facts = incidentFacts(view, line, people);
    return { ...describeIncident(view, line), path: `${INCIDENTS_PATH}/${id}`, isOpen: closedAt === null, facts };
  }
  const t = CRASH[view.language];
  const { crashAt, incidents } = line;
  const charged = incidents.reduce((sum, incident) => sum + incident.charged, 0);
  return {
    title: t.title(incidents.length),
    means: t.means,
    outcome: null,
    path: crashPath(crashAt),
    isOpen: crashTotals(incidents).open > 0,
    facts: html`${t.restarted} ${ago(crashAt, view)} · ${INCIDENTS[view.language].charged} ${money(charged, view)}`,
  };
}
