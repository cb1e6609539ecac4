import { type Client, ENDPOINTS, type EndpointName } from './clients.ts';
import { problemsOf, REFUSALS, type Refused } from './expected-errors.ts';

/** One line that a client's script printed. */
export interface Result extends Partial<Refused> {
  readonly endpoint: EndpointName;
  readonly cell: string;
  /** Of a check that must pass. */
  readonly ok?: boolean;
  readonly note?: string;
  /** Why the client cannot do it. */
  readonly na?: string;
  readonly skipped?: string;
  /** A difference to the real API that is there and is meant to be. */
  readonly known?: string;
}

export type Outcome = 'ok' | 'known' | 'FAILED' | 'skipped' | 'n/a';

export interface Cell {
  readonly client: Client;
  readonly endpoint: EndpointName;
  readonly name: string;
  readonly outcome: Outcome;
  /** What the table shows: "ok", "402 x1". */
  readonly shown: string;
  /** What failed, or why it was skipped. */
  readonly reasons: readonly string[];
  readonly results: readonly Result[];
}

const ERRORS = Object.keys(REFUSALS);
const MODE = ['answer', 'stream', 'tools', 'schema', 'turns', 'abort', ...ERRORS];
/** What every client with this endpoint must show; "more" is a client's own. */
const CELLS: Readonly<Record<EndpointName, readonly string[]>> = {
  chat: MODE,
  responses: MODE,
  embeddings: ['answer', ...ERRORS],
  moderations: ['answer', ...ERRORS],
  completions: ['answer', 'stream', ...ERRORS],
  images: ['answer', ...ERRORS],
  speech: ['answer', ...ERRORS],
  models: ['answer', 'wrong token'],
};
export const COLUMNS = ['answer', 'stream', 'tools', 'schema', 'turns', 'abort', 'more', ...ERRORS];

function mustShow({ cells }: Client, endpoint: EndpointName, name: string): boolean {
  return CELLS[endpoint].includes(name) && (cells === undefined || cells.includes(name) || ERRORS.includes(name));
}

/** How a client's script ran. */
export interface Run {
  /** Why it did not run at all; null when it did. */
  readonly skipped: string | null;
  /** How long the machine stood still at most meanwhile. */
  readonly stalledMs: number;
}

export function cellsOf(client: Client, results: readonly Result[], run: Run): Cell[] {
  return ENDPOINTS.flatMap((endpoint) =>
    COLUMNS.flatMap((name) => {
      const found = results.filter((result) => result.endpoint === endpoint && result.cell === name);
      if (found.length === 0 && !mustShow(client, endpoint, name)) return [];
      if (!client.endpoints.includes(endpoint)) return [notOffered(client, endpoint, name)];
      return [cellOf(client, endpoint, name, found, run)];
    }),
  );
}

function notOffered(client: Client, endpoint: EndpointName, name: string): Cell {
  const reasons = ['the client has no call for this endpoint'];
  return { client, endpoint, name, outcome: 'n/a', shown: 'n/a', reasons, results: [] };
}

function cellOf(
  client: Client,
  endpoint: EndpointName,
  name: string,
  results: readonly Result[],
  { skipped, stalledMs }: Run,
): Cell {
  const cell = { client, endpoint, name, results };
  const [first] = results;
  if (first === undefined) {
    const reason = skipped ?? 'the script ended without a word of it';
    return skipped === null
      ? { ...cell, outcome: 'FAILED', shown: 'FAILED', reasons: [reason] }
      : { ...cell, outcome: 'skipped', shown: 'skipped', reasons: [reason] };
  }
  const problems = results.flatMap((result) => problemsIn(client, result, stalledMs));
  if (problems.length > 0) return { ...cell, outcome: 'FAILED', shown: 'FAILED', reasons: problems };
  if (first.na !== undefined) return { ...cell, outcome: 'n/a', shown: 'n/a', reasons: [first.na] };
  if (first.skipped !== undefined) return { ...cell, outcome: 'skipped', shown: 'skipped', reasons: [first.skipped] };
  const differences = results.flatMap(({ known }) => known ?? []);
  if (differences.length > 0) return { ...cell, outcome: 'known', shown: 'ok*', reasons: differences };
  const shown = first.raised ? `${first.raised.status} x${first.sent}` : 'ok';
  return { ...cell, outcome: 'ok', shown, reasons: [] };
}

function problemsIn(client: Client, { cell, ok, note, raised, sent = 0, ms = 0 }: Result, stalledMs: number): string[] {
  if (raised !== undefined) return problemsOf(client.family, cell, { raised, sent, ms }, stalledMs);
  return ok === false ? [note ?? 'it failed'] : [];
}
