import type { CrashJson, IncidentJson } from '../../api/incident-json.ts';
import type { Language } from '../../language/languages.ts';
import { NANO_PER_USD, usdToNano } from '../../ledger/money.ts';
import { type Column, formatDecimalUsd, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { INCIDENT } from './incident-texts.ts';

/** One line of the list. id null: the incidents of a crash. */
export type IncidentLine = Omit<IncidentJson, 'id' | 'crash_at'> & { readonly id: number | null };

/** The incidents of one crash are one line, which names the option that decides about all of them. */
export function incidentLines(incidents: readonly IncidentJson[], language: Language): IncidentLine[] {
  const lines: IncidentLine[] = [];
  for (const [index, incident] of incidents.entries()) {
    const { crash_at } = incident;
    const isOfCrash = (other: IncidentJson | undefined) => crash_at !== null && other?.crash_at === crash_at;
    if (isOfCrash(incidents[index - 1])) continue;
    lines.push(isOfCrash(incidents[index + 1]) ? crashLine(incidents.filter(isOfCrash), incident, language) : incident);
  }
  return lines;
}

function crashLine(all: readonly IncidentJson[], newest: IncidentJson, language: Language): IncidentLine {
  const isOpen = all.some((incident) => incident.closed_at === null);
  return {
    ...{ id: null, created_at: newest.created_at, kind: newest.kind, student_id: null, request_id: null },
    charged_usd: sumUsd(all, (incident) => incident.charged_usd),
    refunded_usd: sumUsd(all, (incident) => incident.refunded_usd),
    closed_at: isOpen ? null : newest.closed_at,
    detail: INCIDENT[language].ofCrash(all.length, newest.crash_at ?? ''),
  };
}

/** Refunds, or closes, what is open of a crash. If some of it is decided while the question is read, nothing changes. */
export async function decideCrash(
  terminal: Terminal,
  crash_at: string,
  decision: 'refund' | 'close',
  yes: boolean | undefined,
): Promise<void> {
  const t = INCIDENT[terminal.language];
  const query = { crash_at, open: 'true' };
  const { data: open } = await terminal.owner().list<IncidentJson>('/api/incidents', query);
  const refundable_usd = sumUsd(open, (incident) => incident.charged_usd - incident.refunded_usd);
  const count = open.length;
  const question =
    decision === 'refund' ? t.askRefundCrash(count, formatDecimalUsd(refundable_usd)) : t.askCloseCrash(count);
  if (count > 0) await terminal.confirm(question, yes);
  const body = { crash_at, decision, expected: { open_incidents: count, refundable_usd } };
  const done = await terminal.owner().send<CrashJson>('POST', '/api/incidents/crash', body);
  const columns: readonly Column<CrashJson>[] = [
    { title: t.columns.crash, cell: (each) => each.crash_at },
    { title: t.columns.closedCount, kind: 'count', cell: (each) => each.closed_incidents },
    { title: t.columns.refunded, kind: 'usd', cell: (each) => each.refunded_usd },
  ];
  terminal.show(done, (answer) => formatTable(columns, [answer]));
}

/** In whole nano-USD: a sum of dollars is not exact. */
function sumUsd(incidents: readonly IncidentJson[], usdOf: (incident: IncidentJson) => number): number {
  const nano = (incident: IncidentJson) => usdToNano(Number(usdOf(incident).toFixed(9)));
  return incidents.reduce((sum, incident) => sum + nano(incident), 0) / NANO_PER_USD;
}
