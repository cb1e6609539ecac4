import type { Command } from 'commander';
import type { ReconciliationJson } from '../../api/reconciliation-schemas.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { parseDay } from '../input.ts';
import { type Column, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

type DriftRow = ReconciliationJson['data'][number];
type DriftDay = ReconciliationJson['days'][number];

export function addReconcileCommand(program: Command, terminal: Terminal): void {
  program
    .command('reconcile')
    .option('--from <day>', 'first UTC day, such as 2026-11-01 (default: 7 days)', parseDay)
    .option('--to <day>', 'last UTC day (default: the last complete one)', parseDay)
    .description("compare the ledger with the provider's bill (OPENAI_ADMIN_KEY); exit 1 when they drift apart")
    .addHelpText('after', '\nExample:\n  $ jigap reconcile --from 2026-11-01 --to 2026-11-07')
    .action(async (query: { from?: string; to?: string }) => {
      const { from, to } = query;
      const answer = await terminal.owner().get<ReconciliationJson>('/api/reconciliation', { from, to });
      terminal.show(answer, reconciliationText);
      if (!answer.within) {
        const { threshold_percent } = answer;
        throw new CliError(EXIT.unexpected, `the bill and the ledger differ by more than ${threshold_percent} %`);
      }
    });
}

function reconciliationText(answer: ReconciliationJson): string {
  const { from, to, data, days, worst } = answer;
  const head = `${from} to ${to}, UTC days; drift is the provider's side less the ledger's`;
  const models = data.length === 0 ? 'no calls on either side\n' : formatTable(MODEL_COLUMNS, data);
  const last =
    worst === null
      ? 'no drift at all\n'
      : `worst drift: ${worst.percent} % of the ${plainLine(worst.of)} of ${plainLine(worst.model ?? 'all models')} on ${plainLine(worst.day)}\n`;
  return [`${head}\n`, models, formatTable(DAY_COLUMNS, days), last].join('\n');
}

const MODEL_COLUMNS: readonly Column<DriftRow>[] = [
  { title: 'DAY', cell: ({ day }) => day },
  { title: 'MODEL', cell: ({ model }) => model },
  { title: 'CALLS', kind: 'count', cell: ({ ours, theirs }) => beside(ours.requests, theirs.requests) },
  { title: 'UNMEASURED', kind: 'count', cell: ({ ours }) => ours.unmeasured },
  { title: 'INPUT', kind: 'count', cell: ({ ours, theirs }) => beside(ours.input_tokens, theirs.input_tokens) },
  { title: 'OUTPUT', kind: 'count', cell: ({ ours, theirs }) => beside(ours.output_tokens, theirs.output_tokens) },
  { title: 'DRIFT', kind: 'count', cell: (row) => row.drift_tokens },
  { title: '%', kind: 'count', cell: (row) => row.drift_tokens_percent },
  { title: 'OURS USD', kind: 'usd', cell: ({ ours }) => ours.cost_usd },
  { title: 'THEIRS USD', kind: 'usd', cell: ({ theirs }) => theirs.cost_usd },
  { title: 'DRIFT USD', kind: 'usd', cell: (row) => row.drift_usd },
  { title: '', cell: driftMark },
];

const DAY_COLUMNS: readonly Column<DriftDay>[] = [
  { title: 'DAY', cell: ({ day }) => day },
  { title: 'LEDGER USD', kind: 'usd', cell: (row) => row.ours_usd },
  { title: 'BILLED USD', kind: 'usd', cell: (row) => row.billed_usd },
  { title: 'DRIFT USD', kind: 'usd', cell: (row) => row.drift_usd },
  { title: '%', kind: 'count', cell: (row) => row.drift_percent },
  { title: '', cell: driftMark },
];

/** One number where both agree. */
function beside(ours: number, theirs: number): string {
  return ours === theirs ? String(ours) : `${ours}/${theirs}`;
}

function driftMark({ within }: { readonly within: boolean }): string {
  return within ? 'ok' : 'DRIFT';
}
