import type { Command } from 'commander';
import type { IncidentJson } from '../../api/incident-json.ts';
import type { Language } from '../../language/languages.ts';
import { type Column, formatDecimalUsd, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { INCIDENT } from './incident-texts.ts';

interface RefundOptions {
  readonly amount?: number;
  readonly yes?: boolean;
}

export function addIncidentCommands(program: Command, terminal: Terminal): void {
  const { language } = terminal;
  const t = INCIDENT[language];
  const group = program
    .command('incidents')
    .option('--all', t.all)
    .description(t.group)
    .addHelpText('after', terminal.examples('incidents --all'))
    .action(async ({ all }: { all?: boolean }) => {
      const query = { open: all === true ? undefined : 'true' };
      const incidents = await terminal.owner().list<IncidentJson>('/api/incidents', query);
      const none = all === true ? t.none : t.noneOpen;
      terminal.show(incidents, ({ data }) => (data.length === 0 ? none : incidentTable(data, language)));
    });

  group
    .command('refund')
    .argument('<id>', t.idArgument, terminal.input.id)
    .option('--amount <usd>', t.amount, terminal.input.usd)
    .option('--yes', COMMON[language].doNotAsk)
    .description(t.refund)
    .addHelpText('after', terminal.examples('incidents refund 3 --amount 0.002 --yes'))
    .action((id: number, options: RefundOptions) => refund(terminal, id, options));

  group
    .command('close')
    .argument('<id>', t.idArgument, terminal.input.id)
    .description(t.close)
    .addHelpText('after', terminal.examples('incidents close 3'))
    .action((id: number) => change(terminal, `/api/incidents/${id}/close`, {}));
}

async function refund(terminal: Terminal, id: number, { amount, yes }: RefundOptions): Promise<void> {
  const t = INCIDENT[terminal.language];
  await terminal.confirm(amount === undefined ? t.askRefundAll(id) : t.askRefund(id, formatDecimalUsd(amount)), yes);
  await change(terminal, `/api/incidents/${id}/refund`, amount === undefined ? {} : { amount_usd: amount });
}

async function change(terminal: Terminal, path: string, body: object): Promise<void> {
  const incident = await terminal.owner().send<IncidentJson>('POST', path, body);
  terminal.show(incident, (answer) => incidentTable([answer], terminal.language));
}

function incidentTable(incidents: readonly IncidentJson[], language: Language): string {
  const [t, common] = [INCIDENT[language], COMMON[language]];
  const columns: readonly Column<IncidentJson>[] = [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: common.at, kind: 'instant', cell: (incident) => incident.created_at },
    { title: t.columns.kind, cell: ({ kind }) => t.kinds[kind] },
    { title: common.student, kind: 'count', cell: (incident) => incident.student_id },
    { title: t.columns.call, kind: 'count', cell: (incident) => incident.request_id },
    { title: t.columns.charged, kind: 'usd', cell: (incident) => incident.charged_usd },
    { title: t.columns.refunded, kind: 'usd', cell: (incident) => incident.refunded_usd },
    { title: t.columns.closed, kind: 'instant', cell: (incident) => incident.closed_at },
    { title: t.columns.detail, cell: ({ detail }) => (typeof detail === 'string' ? detail : JSON.stringify(detail)) },
  ];
  return formatTable(columns, incidents);
}
