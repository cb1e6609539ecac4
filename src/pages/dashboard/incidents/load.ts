import {
  getCrash,
  getIncident,
  type IncidentDetails,
  type IncidentLine,
  listIncidentLines,
} from '../../../admin/incidents.ts';
import type { Incident } from '../../../store/journal-store.ts';
import type { Page } from '../../../store/paging.ts';
import type { Site } from '../../web/deps.ts';
import { parseId } from '../../web/parse-id.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';

const ROWS_PER_PAGE = 30;
/** Of the closed incidents, below the open ones. */
const MAX_CLOSED_BELOW = 10;

export type IncidentState = 'open' | 'closed';

export interface AllIncidents {
  readonly people: People;
  readonly open: Page<IncidentLine>;
  readonly closed: Page<IncidentLine>;
}

export async function loadAllIncidents(site: Site): Promise<AllIncidents> {
  const [people, open, closed] = await Promise.all([
    loadPeople(site.store),
    listIncidentLines({ open: true, limit: ROWS_PER_PAGE, after: null }, site),
    listIncidentLines({ open: false, limit: MAX_CLOSED_BELOW, after: null }, site),
  ]);
  return { people, open, closed };
}

export interface IncidentPage {
  readonly people: People;
  readonly page: Page<IncidentLine>;
}

export async function loadIncidents(state: IncidentState, after: number | null, site: Site): Promise<IncidentPage> {
  const [people, page] = await Promise.all([
    loadPeople(site.store),
    listIncidentLines({ open: state === 'open', limit: ROWS_PER_PAGE, after }, site),
  ]);
  return { people, page };
}

export interface LoadedIncident {
  readonly people: People;
  readonly details: IncidentDetails;
}

/** @param id as the path has it @throws PageError 404 for what is no id, AdminError incident_not_found */
export async function loadIncident(id: string, site: Site): Promise<LoadedIncident> {
  const [details, people] = await Promise.all([getIncident(parseId(id), site), loadPeople(site.store)]);
  return { details, people };
}

export interface LoadedCrash {
  readonly people: People;
  readonly crashAt: number;
  /** Newest first. */
  readonly incidents: readonly Incident[];
}

/** @param at ms UTC, as the path has it @throws PageError 404 for what is no instant, AdminError crash_not_found */
export async function loadCrash(at: string, site: Site): Promise<LoadedCrash> {
  const crashAt = parseId(at);
  const [incidents, people] = await Promise.all([getCrash(crashAt, site), loadPeople(site.store)]);
  return { people, crashAt, incidents };
}
