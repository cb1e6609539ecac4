import type { Command } from 'commander';
import type { MeJson } from '../../gateway/me.ts';
import type { Language } from '../../language/languages.ts';
import { formatExactUsd, formatLocalInstant } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { MONEY_REQUEST } from './money-request-texts.ts';

/** A student asks for more money with the own API token. */
export function addMyMoneyCommands(group: Command, terminal: Terminal, tokenText: string): void {
  const t = MONEY_REQUEST[terminal.language];
  group
    .command('ask')
    .argument('<usd>', t.usdArgument, terminal.input.usd)
    .requiredOption('--reason <text>', t.reason, terminal.input.text)
    .option('--token <token>', tokenText)
    .description(t.ask)
    .addHelpText('after', terminal.examples('me ask 0.50 --reason 발표'))
    .action(async (amount_usd: number, { reason }: { reason: string }, command: Command) => {
      // The group has the option, too, and commander gives the value to it.
      const { token } = command.optsWithGlobals<{ token?: string }>();
      const body = { amount_usd, reason };
      const asked = await terminal.student(token).send<object>('POST', '/api/me/money-requests', body);
      terminal.show(asked, () => t.asked);
    });
}

/** What a student got once, and what came of the requests; '' for nothing. */
export function myMoneyText({ top_ups, money_requests }: MeJson, language: Language): string {
  const t = MONEY_REQUEST[language];
  const topUps = top_ups.map(({ amount_usd, left_usd, ends_at, reason }) =>
    [
      t.topUp(formatExactUsd(amount_usd), formatLocalInstant(ends_at), formatExactUsd(left_usd)),
      ...(reason === null ? [] : [plainLine(reason)]),
    ].join(': '),
  );
  const requests = money_requests.data.map(({ amount_usd, state, granted_usd, ends_at, word }) =>
    [
      t.mine(formatExactUsd(amount_usd), t.states[state]),
      ...(granted_usd === null || ends_at === null
        ? []
        : [t.grantedMore(formatExactUsd(granted_usd), formatLocalInstant(ends_at))]),
      ...(word === null ? [] : [plainLine(word)]),
    ].join(', '),
  );
  const lines = [...topUps, ...requests];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
