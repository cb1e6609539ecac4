import { type Command, Option } from 'commander';
import type { IncidentJson } from '../../api/incident-json.ts';
import { incidentNoteIn } from '../../language/incident-notes.ts';
import type { Language } from '../../language/languages.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatDecimalUsd, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { decideCrash, type IncidentLine, incidentLines } from './crash.ts';
import { INCIDENT } from './incident-texts.ts';

interface RefundOptions {
  readonly amount?: number;
  readonly crash?: string;
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
    .argument('[id]', t.idArgument, terminal.input.id)
    .addOption(crashOption(terminal))
    .option('--amount <usd>', t.amount, terminal.input.usd)
    .option('--yes', COMMON[language].doNotAsk)
    .description(t.refund)
    .addHelpText(
      'after',
      terminal.examples('incidents refund 3 --amount 0.002 --yes', `incidents refund --crash ${EXAMPLE_CRASH} --yes`),
    )
    .action((id: number | undefined, options: RefundOptions) => refund(terminal, id, options));

  group
    .command('close')
    .argument('[id]', t.idArgument, terminal.input.id)
    .addOption(crashOption(terminal))
    .option('--yes', COMMON[language].doNotAsk)
    .description(t.close)
    .addHelpText('after', terminal.examples('incidents close 3', `incidents close --crash ${EXAMPLE_CRASH} --yes`))
    .action(async (id: number | undefined, { crash, yes }: Omit<RefundOptions, 'amount'>) => {
      checkOneOf(terminal, id, crash);
      if (crash !== undefined) await decideCrash(terminal, crash, 'close', yes);
      else await change(terminal, `/api/incidents/${id}/close`, {});
    });
}

const EXAMPLE_CRASH = '2026-11-26T06:20:00.000Z';

function crashOption({ language, input }: Terminal): Option {
  return new Option('--crash <instant>', INCIDENT[language].crash).argParser(input.instant);
}

/** @throws CliError */
function checkOneOf({ language }: Terminal, id: number | undefined, crash: string | undefined): void {
  if ((id === undefined) === (crash === undefined)) throw new CliError(EXIT.usage, INCIDENT[language].oneOf);
}

async function refund(
  terminal: Terminal,
  id: number | undefined,
  { amount, crash, yes }: RefundOptions,
): Promise<void> {
  const t = INCIDENT[terminal.language];
  checkOneOf(terminal, id, crash);
  if (crash !== undefined && amount !== undefined) throw new CliError(EXIT.usage, t.amountOfOne);
  if (id === undefined) return decideCrash(terminal, crash ?? '', 'refund', yes);
  await terminal.confirm(amount === undefined ? t.askRefundAll(id) : t.askRefund(id, formatDecimalUsd(amount)), yes);
  await change(terminal, `/api/incidents/${id}/refund`, amount === undefined ? {} : { amount_usd: amount });
}

async function change(terminal: Terminal, path: string, body: object): Promise<void> {
  const incident = await terminal.owner().send<IncidentJson>('POST', path, body);
  terminal.show(incident, (answer) => incidentTable([answer], terminal.language));
}

function incidentTable(incidents: readonly IncidentJson[], language: Language): string {
  const [t, common] = [INCIDENT[language], COMMON[language]];
  const columns: readonly Column<IncidentLine>[] = [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: common.at, kind: 'instant', cell: (incident) => incident.created_at },
    { title: t.columns.kind, cell: ({ kind }) => t.kinds[kind] },
    { title: common.student, kind: 'count', cell: (incident) => incident.student_id },
    { title: t.columns.call, kind: 'count', cell: (incident) => incident.request_id },
    { title: t.columns.charged, kind: 'usd', cell: (incident) => incident.charged_usd },
    { title: t.columns.refunded, kind: 'usd', cell: (incident) => incident.refunded_usd },
    { title: t.columns.closed, kind: 'instant', cell: (incident) => incident.closed_at },
    { title: t.columns.detail, cell: ({ detail }) => detailIn(language, detail) },
  ];
  return formatTable(columns, incidentLines(incidents, language));
}

function detailIn(language: Language, detail: IncidentLine['detail']): string {
  if (typeof detail !== 'string') return JSON.stringify(detail);
  return incidentNoteIn(language, detail) ?? detail;
}
