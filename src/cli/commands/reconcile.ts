import type { Command } from 'commander';
import type { ReconciliationJson } from '../../api/reconciliation-schemas.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

type DriftRow = ReconciliationJson['data'][number];
type DriftDay = ReconciliationJson['days'][number];

const RECONCILE = defineTexts({
  en: {
    description: "compare the ledger with the provider's bill (OPENAI_ADMIN_KEY); exit 1 when they drift apart",
    from: 'first UTC day, such as 2026-11-01 (default: 7 days)',
    to: 'last UTC day (default: the last complete one)',
    differs: (percent: number) => `the bill and the ledger differ by more than ${percent} %`,
    head: (from: string, to: string) => `${from} to ${to}, UTC days; drift is the provider's side less the ledger's`,
    noCalls: 'no calls on either side\n',
    noDrift: 'no drift at all\n',
    allModels: 'all models',
    worst: ({ percent, of, model, day }: Worst) => `worst drift: ${percent} % of the ${of} of ${model} on ${day}\n`,
    amounts: { tokens: 'tokens', money: 'money' } satisfies Record<Amount, string>,
    unmeasured: 'UNMEASURED',
    drift: 'DRIFT',
    ours: 'OURS USD',
    theirs: 'THEIRS USD',
    driftUsd: 'DRIFT USD',
    ledger: 'LEDGER USD',
    billed: 'BILLED USD',
    within: 'ok',
    beyond: 'DRIFT',
  },
  ko: {
    description: '장부와 제공자의 청구서 비교(OPENAI_ADMIN_KEY 필요). 차이가 크면 종료 코드 1',
    from: '시작일(UTC). 예: 2026-11-01 (기본값: 7일)',
    to: '종료일(UTC) (기본값: 다 지난 마지막 날)',
    differs: (percent) => `청구서와 장부의 차이가 ${percent}%를 넘습니다.`,
    head: (from, to) => `${from} ~ ${to}, UTC 날짜. 차이는 제공자의 값에서 장부의 값을 뺀 것`,
    noCalls: '양쪽 모두 호출이 없습니다\n',
    noDrift: '차이가 없습니다\n',
    allModels: '모든 모델',
    worst: ({ percent, of, model, day }) => `가장 큰 차이: ${day} ${model} ${of}의 ${percent}%\n`,
    amounts: { tokens: '토큰 수', money: '금액' },
    unmeasured: '미확인',
    drift: '차이',
    ours: '장부(달러)',
    theirs: '제공자(달러)',
    driftUsd: '차이(달러)',
    ledger: '장부(달러)',
    billed: '청구(달러)',
    within: '맞음',
    beyond: '다름',
  },
});

type Amount = NonNullable<ReconciliationJson['worst']>['of'];

interface Worst {
  readonly percent: number;
  readonly of: string;
  readonly model: string;
  readonly day: string;
}

export function addReconcileCommand(program: Command, terminal: Terminal): void {
  const t = RECONCILE[terminal.language];
  program
    .command('reconcile')
    .option('--from <day>', t.from, terminal.input.day)
    .option('--to <day>', t.to, terminal.input.day)
    .description(t.description)
    .addHelpText('after', terminal.examples('reconcile --from 2026-11-01 --to 2026-11-07'))
    .action(async (query: { from?: string; to?: string }) => {
      const { from, to } = query;
      const answer = await terminal.owner().get<ReconciliationJson>('/api/reconciliation', { from, to });
      terminal.show(answer, (comparison) => reconciliationText(comparison, terminal.language));
      if (!answer.within) throw new CliError(EXIT.unexpected, t.differs(answer.threshold_percent));
    });
}

function reconciliationText({ from, to, data, days, worst }: ReconciliationJson, language: Language): string {
  const t = RECONCILE[language];
  const models = data.length === 0 ? t.noCalls : formatTable(modelColumns(language), data);
  const last = worst === null ? t.noDrift : worstDrift(worst, language);
  return [`${t.head(from, to)}\n`, models, formatTable(dayColumns(language), days), last].join('\n');
}

function worstDrift({ percent, of, model, day }: NonNullable<ReconciliationJson['worst']>, language: Language): string {
  const t = RECONCILE[language];
  return t.worst({ percent, of: t.amounts[of], model: plainLine(model ?? t.allModels), day: plainLine(day) });
}

function modelColumns(language: Language): readonly Column<DriftRow>[] {
  const [t, common] = [RECONCILE[language], COMMON[language]];
  return [
    { title: common.day, cell: ({ day }) => day },
    { title: common.model, cell: ({ model }) => model },
    { title: common.calls, kind: 'count', cell: ({ ours, theirs }) => beside(ours.requests, theirs.requests) },
    { title: t.unmeasured, kind: 'count', cell: ({ ours }) => ours.unmeasured },
    { title: common.input, kind: 'count', cell: ({ ours, theirs }) => beside(ours.input_tokens, theirs.input_tokens) },
    {
      title: common.output,
      kind: 'count',
      cell: ({ ours, theirs }) => beside(ours.output_tokens, theirs.output_tokens),
    },
    { title: t.drift, kind: 'count', cell: (row) => row.drift_tokens },
    { title: '%', kind: 'count', cell: (row) => row.drift_tokens_percent },
    { title: t.ours, kind: 'usd', cell: ({ ours }) => ours.cost_usd },
    { title: t.theirs, kind: 'usd', cell: ({ theirs }) => theirs.cost_usd },
    { title: t.driftUsd, kind: 'usd', cell: (row) => row.drift_usd },
    { title: '', cell: ({ within }) => (within ? t.within : t.beyond) },
  ];
}

function dayColumns(language: Language): readonly Column<DriftDay>[] {
  const t = RECONCILE[language];
  return [
    { title: COMMON[language].day, cell: ({ day }) => day },
    { title: t.ledger, kind: 'usd', cell: (row) => row.ours_usd },
    { title: t.billed, kind: 'usd', cell: (row) => row.billed_usd },
    { title: t.driftUsd, kind: 'usd', cell: (row) => row.drift_usd },
    { title: '%', kind: 'count', cell: (row) => row.drift_percent },
    { title: '', cell: ({ within }) => (within ? t.within : t.beyond) },
  ];
}

/** One number where both agree. */
function beside(ours: number, theirs: number): string {
  return ours === theirs ? String(ours) : `${ours}/${theirs}`;
}
