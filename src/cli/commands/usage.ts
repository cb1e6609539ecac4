import { type Command, Option } from 'commander';
import type { RecordJson } from '../../api/record-json.ts';
import type { UsageJson, UsageSumsJson } from '../../api/usage-json.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import type { Query } from '../api-client.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import { plainDocument, plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';
import { OUTCOMES } from './outcome-texts.ts';

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

const GROUPS = ['day', 'student', 'class', 'model', 'token'] as const;
type Group = (typeof GROUPS)[number];
const DEFAULT_CALLS = 50;

const USAGE = defineTexts({
  en: {
    usage: 'what was used and what it cost; --csv and --json have every digit',
    by: 'what a row stands for (default: day)',
    from: 'first day, such as 2026-11-01 (default: 30 days)',
    to: 'last day (default: the last that is today for you or a class)',
    csv: 'as CSV, for a spreadsheet',
    csvOrJson: 'choose --csv or --json, not both',
    range: (from: string, to: string, zones: string) => `${from} to ${to} (${zones})`,
    groups: { day: 'DAY', student: 'STUDENT', class: 'CLASS', model: 'MODEL', token: 'TOKEN' } satisfies Record<
      Group,
      string
    >,
    total: 'total',
    shared: (calls: number, usd: string) => `${calls} of the calls had a shared answer, which saved ${usd} USD\n`,
    calls: 'the latest calls, newest first; prompts are never kept',
    started: 'STARTED',
    outcome: 'OUTCOME',
  },
  ko: {
    usage: '사용량과 비용. --csv와 --json에는 모든 자릿수가 나옵니다',
    by: '한 줄에 모을 것 (기본값: day)',
    from: '시작일. 예: 2026-11-01 (기본값: 30일)',
    to: '종료일 (기본값: 운영자나 어느 반에게 오늘인 마지막 날)',
    csv: '스프레드시트에서 열 수 있는 CSV로',
    csvOrJson: '--csv와 --json 중 하나만 고르세요.',
    range: (from, to, zones) => `${from} ~ ${to} (${zones})`,
    groups: { day: '날짜', student: '학생', class: '반', model: '모델', token: '토큰' },
    total: '합계',
    shared: (calls, usd) => `이 가운데 ${calls}건은 같은 답을 함께 썼습니다(아낀 돈: ${usd}달러)\n`,
    calls: '최근 호출부터. 프롬프트는 어디에도 남기지 않습니다',
    started: '시작한 때',
    outcome: '결과',
  },
});

export function addUsageCommands(program: Command, terminal: Terminal): void {
  const { language, input } = terminal;
  const [t, common] = [USAGE[language], COMMON[language]];
  program
    .command('usage')
    .addOption(new Option('--by <what>', t.by).choices(GROUPS))
    .option('--from <day>', t.from, input.day)
    .option('--to <day>', t.to, input.day)
    .option('--student <student>', common.onlyStudent)
    .option('--class <class>', common.onlyClass)
    .option('--csv', t.csv)
    .description(t.usage)
    .addHelpText('after', terminal.examples('usage --by student', 'usage --by day --from 2026-11-01 --csv'))
    .action((options: UsageOptions) => showUsage(terminal, options));

  program
    .command('calls')
    .option('--student <student>', common.onlyStudent)
    .option('--limit <rows>', common.rowLimit(DEFAULT_CALLS), input.rowLimit)
    .description(t.calls)
    .addHelpText('after', terminal.examples('calls --student 김지우 --limit 20'))
    .action(async (options: { student?: string; limit?: number }) => {
      const studentId = options.student === undefined ? undefined : (await findStudent(terminal, options.student)).id;
      const query = { student_id: studentId };
      const calls = await terminal.owner().list<RecordJson>('/api/requests', query, options.limit ?? DEFAULT_CALLS);
      terminal.show(calls, ({ data }) => (data.length === 0 ? common.noCalls : callTable(data, language)));
    });
}

async function showUsage(terminal: Terminal, options: UsageOptions): Promise<void> {
  const { csvOrJson } = USAGE[terminal.language];
  if (options.csv === true && terminal.wantsJson()) throw new CliError(EXIT.usage, csvOrJson);
  const api = terminal.owner();
  const query: Query = {
    group_by: options.by,
    from: options.from,
    to: options.to,
    student_id: options.student === undefined ? undefined : (await findStudent(terminal, options.student)).id,
    class_id: options.class === undefined ? undefined : (await findClass(terminal, options.class)).id,
  };
  if (options.csv === true) terminal.write(plainDocument(await api.csv('/api/usage', query)));
  else terminal.show(await api.get<UsageJson>('/api/usage', query), (answer) => usageText(answer, terminal.language));
}

export function sumColumns(language: Language): readonly Column<UsageSumsJson>[] {
  const { calls, input, cached, output, cost } = COMMON[language];
  return [
    { title: calls, kind: 'count', cell: ({ requests }) => requests },
    { title: input, kind: 'count', cell: (sums) => sums.input_tokens },
    { title: cached, kind: 'count', cell: (sums) => sums.cached_input_tokens },
    { title: output, kind: 'count', cell: (sums) => sums.output_tokens },
    { title: cost, kind: 'usd', cell: (sums) => sums.cost_usd },
  ];
}

function usageText(answer: UsageJson, language: Language): string {
  const { from, to, time_zones, group_by, data, total, shared_requests, saved_usd } = answer;
  const t = USAGE[language];
  const named = data.some(({ name }) => typeof name === 'string');
  const columns: Column<UsageRow>[] = [
    { title: t.groups[group_by], cell: ({ key }) => key },
    ...(named ? [{ title: COMMON[language].name, cell: ({ name }: UsageRow) => name }] : []),
    ...sumColumns(language),
  ];
  const table = formatTable(columns, [...data, { key: t.total, name: '', ...total }]);
  const shared = shared_requests === 0 ? '' : `\n${t.shared(shared_requests, String(saved_usd))}`;
  return `${t.range(from, to, plainLine(time_zones.join(', ')))}\n\n${table}${shared}`;
}

function callTable(calls: readonly RecordJson[], language: Language): string {
  const [t, common] = [USAGE[language], COMMON[language]];
  const columns: readonly Column<RecordJson>[] = [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: t.started, kind: 'instant', cell: (call) => call.started_at },
    { title: common.student, cell: ({ student_name, student_id }) => student_name ?? student_id },
    { title: common.class, cell: ({ class_name, class_id }) => class_name ?? class_id },
    { title: common.model, cell: modelOf },
    { title: common.input, kind: 'count', cell: (call) => call.input_tokens },
    { title: common.cached, kind: 'count', cell: (call) => call.cached_input_tokens },
    { title: common.output, kind: 'count', cell: (call) => call.output_tokens },
    { title: common.cost, kind: 'usd', cell: (call) => call.cost_usd },
    { title: t.outcome, cell: ({ outcome }) => OUTCOMES[language][outcome] },
    { title: 'MS', kind: 'count', cell: (call) => call.duration_ms },
  ];
  return formatTable(columns, calls);
}

/** An alias shows both: the requested model, and the model that served the call and set its price. */
function modelOf({ model, served_model }: RecordJson): string {
  return model === served_model ? model : `${model} (${served_model})`;
}
