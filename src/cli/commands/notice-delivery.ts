import { type Command, Option } from 'commander';
import type { DeliveryJson } from '../../api/notice-channel-json.ts';
import { deliveryProblem } from '../../language/delivery-problems.ts';
import type { Language } from '../../language/languages.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findNoticeChannel } from './find-notice-channel.ts';
import { NOTICE_CHANNEL } from './notice-channel-texts.ts';

const DELIVERIES = '/api/notice-deliveries';
const DEFAULT_ROWS = 50;

/** The commands of jigap notice-channel about messages. */
export function addDeliveryCommands(group: Command, terminal: Terminal): void {
  const { language } = terminal;
  const t = NOTICE_CHANNEL[language];

  group
    .command('test')
    .argument('<channel>', t.channelArgument)
    .description(t.test)
    .addHelpText('after', terminal.examples('notice-channel test Ops'))
    .action(async (reference: string) => {
      const { id } = await findNoticeChannel(terminal, reference);
      const delivery = await terminal.owner().send<DeliveryJson>('POST', `/api/notice-channels/${id}/test`, {});
      const problem = deliveryProblem(language, delivery);
      if (problem === null || terminal.wantsJson()) terminal.show(delivery, () => t.arrived);
      if (problem !== null) throw new CliError(EXIT.refused, t.failed(problem));
    });

  group
    .command('log')
    .option('--channel <channel>', t.logChannel)
    .addOption(new Option('--state <state>', t.state).choices(['waiting', 'sent', 'failed']))
    .option('--limit <rows>', COMMON[language].rowLimit(DEFAULT_ROWS), terminal.input.rowLimit, DEFAULT_ROWS)
    .description(t.log)
    .addHelpText('after', terminal.examples('notice-channel log --state failed'))
    .action(async ({ channel, state, limit }: { channel?: string; state?: string; limit: number }) => {
      const found = channel === undefined ? undefined : await findNoticeChannel(terminal, channel);
      const query = { channel_id: found === undefined ? undefined : String(found.id), state };
      const deliveries = await terminal.owner().list<DeliveryJson>(DELIVERIES, query, limit);
      terminal.show(deliveries, ({ data }) => deliveryTable(data, language));
    });

  group
    .command('retry')
    .argument('<id>', t.retryId, terminal.input.id)
    .description(t.retry)
    .addHelpText('after', terminal.examples('notice-channel retry 12'))
    .action(async (id: number) => {
      const delivery = await terminal.owner().send<DeliveryJson>('POST', `${DELIVERIES}/${id}/retry`, {});
      terminal.show(delivery, (answer) => t.again(answer.id));
    });
}

function deliveryTable(deliveries: readonly DeliveryJson[], language: Language): string {
  const [t, common] = [NOTICE_CHANNEL[language], COMMON[language]];
  if (deliveries.length === 0) return t.noDeliveries;
  const columns: readonly Column<DeliveryJson>[] = [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: common.at, kind: 'instant', cell: ({ created_at }) => created_at },
    { title: t.columns.channel, cell: ({ channel_name }) => channel_name },
    { title: t.columns.notice, cell: ({ notice_id }) => notice_id ?? t.testMessage },
    { title: t.columns.state, cell: ({ state }) => t.states[state] },
    { title: t.columns.attempts, kind: 'count', cell: ({ attempts }) => attempts },
    { title: t.columns.next, kind: 'instant', cell: ({ next_attempt_at }) => next_attempt_at },
    { title: t.columns.problem, cell: (delivery) => deliveryProblem(language, delivery) },
  ];
  return formatTable(columns, deliveries);
}
