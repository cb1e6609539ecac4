import { type Command, Option } from 'commander';
import type { CallCostJson } from '../../gateway/call-cost.ts';
import type { DryRunJson } from '../../gateway/dry-run.ts';
import type { Language } from '../../language/languages.ts';
import { formatDecimalUsd, formatDetails, formatLocalInstant } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { MY_CALLS } from './my-calls-texts.ts';
import { OUTCOMES } from './outcome-texts.ts';

/** The group has the option, too, and commander gives the value to it. */
interface TokenOption {
  readonly token?: string;
}

interface DryRunOptions {
  readonly endpoint: string;
}

/** Their paths below the base URL. */
export const ENDPOINT_NAMES = [
  'chat/completions',
  'responses',
  'completions',
  'embeddings',
  'moderations',
  'images/generations',
  'audio/speech',
];

/** What a student's own calls cost: one that was sent, and one that was not. */
export function addMyCallCommands(group: Command, terminal: Terminal, tokenText: string): void {
  const { language } = terminal;
  const t = MY_CALLS[language];

  group
    .command('call')
    .argument('<x-request-id>', t.idArgument)
    .option('--token <token>', tokenText)
    .description(t.call)
    .addHelpText('after', terminal.examples('me call req_0123456789abcdef0123456789abcdef'))
    .action(async (id: string, _options: object, command: Command) => {
      const { token } = command.optsWithGlobals<TokenOption>();
      const call = await terminal.student(token).get<CallCostJson>(`/v1/usage/${encodeURIComponent(id)}`);
      terminal.show(call, (answer) => callText(answer, language));
    });

  group
    .command('dry-run')
    .argument('<file>', t.fileArgument)
    .addOption(new Option('--endpoint <path>', t.endpoint).choices(ENDPOINT_NAMES).default('chat/completions'))
    .option('--token <token>', tokenText)
    .description(t.dryRun)
    .addHelpText('after', terminal.examples('me dry-run body.json'))
    .action(async (path: string, { endpoint }: DryRunOptions, command: Command) => {
      const { token } = command.optsWithGlobals<TokenOption>();
      const body = await terminal.readFile(path);
      const student = terminal.student(token);
      const run = await student.upload<DryRunJson>(`/v1/dry-run/${endpoint}`, {}, body, 'application/json');
      terminal.show(run, (answer) => dryRunText(answer, language));
    });
}

function callText(call: CallCostJson, language: Language): string {
  const t = MY_CALLS[language];
  return formatDetails([
    [t.details.status, t.statuses[call.status]],
    [t.details.started, formatLocalInstant(call.started_at)],
    [t.details.endpoint, call.endpoint],
    [t.details.model, modelOf(call)],
    [t.details.inputTokens, call.input_tokens],
    [t.details.cachedTokens, call.cached_input_tokens],
    [t.details.outputTokens, call.output_tokens],
    ...(call.status === 'running' ? [[t.details.held, formatDecimalUsd(call.held_usd)] as const] : []),
    [t.details.cost, call.cost_usd === null ? null : formatDecimalUsd(call.cost_usd)],
    ...(call.refunded_usd ? [[t.details.refunded, formatDecimalUsd(call.refunded_usd)] as const] : []),
    [t.details.outcome, call.outcome === null ? null : OUTCOMES[language][call.outcome]],
    [t.details.ms, call.duration_ms],
  ]);
}

function dryRunText(run: DryRunJson, language: Language): string {
  const t = MY_CALLS[language];
  const facts = formatDetails([
    [t.details.worstCase, formatDecimalUsd(run.worst_case_usd)],
    [t.details.endpoint, run.endpoint],
    [t.details.model, modelOf(run)],
    [t.details.inputBound, run.input_tokens_bound],
    [t.details.maxTokens, run.max_tokens],
    [t.details.answers, run.answers],
    [t.details.fits, run.fits ? t.yes : t.no],
  ]);
  return run.short_budget === null ? facts : `${facts}\n${shortText(run.short_budget, language)}\n`;
}

function shortText(short: NonNullable<DryRunJson['short_budget']>, language: Language): string {
  const [t, { scopes, periods }] = [MY_CALLS[language], COMMON[language]];
  const left = short.available_usd === null ? null : formatDecimalUsd(short.available_usd);
  const budget = t.shortBudget(scopes[short.scope], periods[short.period], left);
  return short.resets_at === null ? budget : `${budget} ${t.resets(formatLocalInstant(short.resets_at))}`;
}

function modelOf({ model, served_model }: { readonly model: string; readonly served_model: string }): string {
  return model === served_model ? model : `${model} (${served_model})`;
}
