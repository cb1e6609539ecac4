import { type Command, Option } from 'commander';
import type { RecordJson } from '../../api/record-json.ts';
import type { UsageJson, UsageSumsJson } from '../../api/usage-json.ts';
import type { Query } from '../api-client.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { parseDay, parseRowLimit } from '../input.ts';
import { type Column, formatTable } from '../output.ts';
import { plainDocument, plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { findClass } from './class.ts';
import { findStudent } from './student.ts';

/** A group, or the total under them. */
type UsageRow = Pick<UsageJson['data'][number], 'key' | 'name' | keyof UsageSumsJson>;

interface UsageOptions {
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly student?: string;
  readonly class?: string;
  readonly csv?: boolean;
}

const GROUPS = ['day', 'student', 'class', 'model', 'token'];
const DEFAULT_CALLS = 50;

export function addUsageCommands(program: Command, terminal: Terminal): void {
  program
    .command('usage')
    .addOption(new Option('--by <what>', 'what a row stands for (default: day)').choices(GROUPS))
    .option('--from <day>', 'first day, such as 2026-11-01 (default: 30 days)', parseDay)
    .option('--to <day>', 'last day (default: the last that is today for you or a class)', parseDay)
    .option('--student <student>', 'only this student: id or exact name')
    .option('--class <class>', 'only this class: id or exact name')
    .option('--csv', 'as CSV, for a spreadsheet')
    .description('what was used and what it cost, to the nano-dollar')
    .addHelpText('after', '\nExamples:\n  $ jigap usage --by student\n  $ jigap usage --by day --from 2026-11-01 --csv')
    .action((options: UsageOptions) => showUsage(terminal, options));

  program
    .command('calls')
    .option('--student <student>', 'only this student: id or exact name')
    .option('--limit <rows>', `how many (default: ${DEFAULT_CALLS})`, parseRowLimit)
    .description('the latest calls, newest first; prompts are never kept')
    .addHelpText('after', '\nExample:\n  $ jigap calls --student 김지우 --limit 20')
    .action(async (options: { student?: string; limit?: number }) => {
      const api = terminal.owner();
      const studentId = options.student === undefined ? undefined : (await findStudent(api, options.student)).id;
      const query = { student_id: studentId };
      const calls = await api.list<RecordJson>('/api/requests', query, options.limit ?? DEFAULT_CALLS);
      terminal.show(calls, ({ data }) => (data.length === 0 ? 'no calls yet\n' : formatTable(CALL_COLUMNS, data)));
    });
}

async function showUsage(terminal: Terminal, options: UsageOptions): Promise<void> {
  if (options.csv === true && terminal.wantsJson()) throw new CliError(EXIT.usage, 'choose --csv or --json, not both');
  const api = terminal.owner();
  const query: Query = {
    group_by: options.by,
    from: options.from,
    to: options.to,
    student_id: options.student === undefined ? undefined : (await findStudent(api, options.student)).id,
    class_id: options.class === undefined ? undefined : (await findClass(api, options.class)).id,
  };
  if (options.csv === true) terminal.write(plainDocument(await api.csv('/api/usage', query)));
  else terminal.show(await api.get<UsageJson>('/api/usage', query), usageTable);
}

export const SUM_COLUMNS: readonly Column<UsageSumsJson>[] = [
  { title: 'CALLS', kind: 'count', cell: ({ requests }) => requests },
  { title: 'INPUT', kind: 'count', cell: (sums) => sums.input_tokens },
  { title: 'CACHED', kind: 'count', cell: (sums) => sums.cached_input_tokens },
  { title: 'OUTPUT', kind: 'count', cell: (sums) => sums.output_tokens },
  { title: 'COST USD', kind: 'usd', cell: (sums) => sums.cost_usd },
];

function usageTable({ from, to, time_zones, group_by, data, total }: UsageJson): string {
  const named = data.some(({ name }) => typeof name === 'string');
  const columns: Column<UsageRow>[] = [
    { title: group_by.toUpperCase(), cell: ({ key }) => key },
    ...(named ? [{ title: 'NAME', cell: ({ name }: UsageRow) => name }] : []),
    ...SUM_COLUMNS,
  ];
  return `${from} to ${to} (${plainLine(time_zones.join(', '))})\n\n${formatTable(columns, [...data, { key: 'total', name: '', ...total }])}`;
}

const CALL_COLUMNS: readonly Column<RecordJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'STARTED', kind: 'instant', cell: (call) => call.started_at },
  { title: 'STUDENT', kind: 'count', cell: (call) => call.student_id },
  { title: 'MODEL', cell: modelOf },
  { title: 'INPUT', kind: 'count', cell: (call) => call.input_tokens },
  { title: 'CACHED', kind: 'count', cell: (call) => call.cached_input_tokens },
  { title: 'OUTPUT', kind: 'count', cell: (call) => call.output_tokens },
  { title: 'COST USD', kind: 'usd', cell: (call) => call.cost_usd },
  { title: 'OUTCOME', cell: ({ outcome }) => outcome },
  { title: 'MS', kind: 'count', cell: (call) => call.duration_ms },
];

/** An alias shows both: the requested model, and the model that served the call and set its price. */
function modelOf({ model, served_model }: RecordJson): string {
  return model === served_model ? model : `${model} (${served_model})`;
}
