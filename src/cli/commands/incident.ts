import type { Command } from 'commander';
import type { IncidentJson } from '../../api/incident-json.ts';
import { parseId, parseUsd } from '../input.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

export function addIncidentCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command('incidents')
    .option('--all', 'closed ones too')
    .description('what you must see: overruns, uncertain charges, a refused key')
    .addHelpText('after', '\nExample:\n  $ jigap incidents --all')
    .action(async ({ all }: { all?: boolean }) => {
      const query = { open: all === true ? undefined : 'true' };
      const incidents = await terminal.owner().list<IncidentJson>('/api/incidents', query);
      terminal.show(incidents, ({ data }) => incidentTable(data, all === true));
    });

  group
    .command('refund')
    .argument('<id>', 'the number in jigap incidents', parseId)
    .option('--amount <usd>', 'how much to give back (default: all of it)', parseUsd)
    .description('give the money of an uncertain charge back to the budgets, and close the incident, even after a part')
    .addHelpText('after', '\nExample:\n  $ jigap incidents refund 3 --amount 0.002')
    .action(async (id: number, { amount }: { amount?: number }) => {
      await change(terminal, `/api/incidents/${id}/refund`, amount === undefined ? {} : { amount_usd: amount });
    });

  group
    .command('close')
    .argument('<id>', 'the number in jigap incidents', parseId)
    .description('mark an incident as seen')
    .addHelpText('after', '\nExample:\n  $ jigap incidents close 3')
    .action((id: number) => change(terminal, `/api/incidents/${id}/close`, {}));
}

async function change(terminal: Terminal, path: string, body: object): Promise<void> {
  const incident = await terminal.owner().send<IncidentJson>('POST', path, body);
  terminal.show(incident, (answer) => formatTable(INCIDENT_COLUMNS, [answer]));
}

const INCIDENT_COLUMNS: readonly Column<IncidentJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'AT', kind: 'instant', cell: (incident) => incident.created_at },
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'STUDENT', kind: 'count', cell: (incident) => incident.student_id },
  { title: 'CALL', kind: 'count', cell: (incident) => incident.request_id },
  { title: 'CHARGED USD', kind: 'usd', cell: (incident) => incident.charged_usd },
  { title: 'REFUNDED USD', kind: 'usd', cell: (incident) => incident.refunded_usd },
  { title: 'CLOSED', kind: 'instant', cell: (incident) => incident.closed_at },
  { title: 'DETAIL', cell: ({ detail }) => (typeof detail === 'string' ? detail : JSON.stringify(detail)) },
];

function incidentTable(incidents: readonly IncidentJson[], all: boolean): string {
  if (incidents.length === 0) return all ? 'no incidents\n' : 'no open incidents (--all shows the closed ones)\n';
  return formatTable(INCIDENT_COLUMNS, incidents);
}
