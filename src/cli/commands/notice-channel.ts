import { type Command, Option } from 'commander';
import type { NoticeChannelJson, SignedNoticeChannelJson } from '../../api/notice-channel-json.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatDetails, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findNoticeChannel } from './find-notice-channel.ts';
import { NOTICE_CHANNEL } from './notice-channel-texts.ts';
import { addDeliveryCommands } from './notice-delivery.ts';

interface FieldOptions {
  readonly address?: string;
  readonly notices?: string;
  readonly language?: string;
  readonly off?: boolean;
}

interface EditOptions extends FieldOptions {
  readonly name?: string;
  readonly on?: boolean;
}

const CHANNELS = '/api/notice-channels';
const KINDS = ['webhook', 'slack', 'discord', 'email'];

export function addNoticeChannelCommands(program: Command, terminal: Terminal): void {
  const t = NOTICE_CHANNEL[terminal.language];
  const group = program.command('notice-channel').description(t.group);

  group
    .command('list')
    .description(t.list)
    .addHelpText('after', terminal.examples('notice-channel list'))
    .action(async () => {
      const channels = await terminal.owner().list<NoticeChannelJson>(CHANNELS);
      terminal.show(channels, ({ data }) => channelTable(data, terminal));
    });

  withFields(group.command('add').argument('<name>', t.nameArgument, terminal.input.name), terminal)
    .addOption(new Option('--kind <kind>', t.kind).choices(KINDS).makeOptionMandatory())
    .option('--off', t.isOff)
    .description(t.add)
    .addHelpText(
      'after',
      terminal.examples(
        'notice-channel add Ops --kind webhook --address https://hooks.school.example/jigap',
        'notice-channel add 알림방 --kind slack --address -',
      ),
    )
    .action((name: string, options: FieldOptions & { kind: string }) => add(terminal, name, options));

  withFields(group.command('edit').argument('<channel>', t.channelArgument), terminal)
    .option('--name <name>', t.name, terminal.input.name)
    .option('--on', t.isOn)
    .option('--off', t.isOff)
    .description(t.edit)
    .addHelpText('after', terminal.examples('notice-channel edit Ops --notices incident,backup_failed'))
    .action((reference: string, options: EditOptions) => edit(terminal, reference, options));

  group
    .command('rotate-secret')
    .argument('<channel>', t.channelArgument)
    .description(t.rotate)
    .addHelpText('after', terminal.examples('notice-channel rotate-secret Ops'))
    .action(async (reference: string) => {
      const { id } = await findNoticeChannel(terminal, reference);
      const path = `${CHANNELS}/${id}/rotate-secret`;
      showSigned(terminal, await terminal.owner().send<SignedNoticeChannelJson>('POST', path, {}));
    });

  group
    .command('remove')
    .argument('<channel>', t.channelArgument)
    .option('--yes', COMMON[terminal.language].doNotAsk)
    .description(t.remove)
    .addHelpText('after', terminal.examples('notice-channel remove Ops --yes'))
    .action(async (reference: string, { yes }: { yes?: boolean }) => {
      const { id, name } = await findNoticeChannel(terminal, reference);
      await terminal.confirm(t.askRemove(name, id), yes);
      await terminal.owner().remove(`${CHANNELS}/${id}`);
      terminal.say(t.removed(name, id));
    });

  addDeliveryCommands(group, terminal);
}

function withFields(command: Command, { language }: Terminal): Command {
  const t = NOTICE_CHANNEL[language];
  const address = command.name() === 'add' ? command.requiredOption.bind(command) : command.option.bind(command);
  address('--address <address>', t.address);
  return command.option('--notices <kinds>', t.notices).option('--language <language>', t.language);
}

async function add(terminal: Terminal, name: string, options: FieldOptions & { kind: string }): Promise<void> {
  const { kind, off } = options;
  const body = { name, kind, ...(await fieldsOf(terminal, options)), ...(off === true ? { is_on: false } : {}) };
  const added = await terminal.owner().send<SignedNoticeChannelJson>('POST', CHANNELS, body);
  showSigned(terminal, added);
  if (off !== true) terminal.say(NOTICE_CHANNEL[terminal.language].next(added.id));
}

async function edit(terminal: Terminal, reference: string, options: EditOptions): Promise<void> {
  const t = NOTICE_CHANNEL[terminal.language];
  const { name, on, off } = options;
  if (on === true && off === true) throw new CliError(EXIT.usage, t.onOrOff);
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(await fieldsOf(terminal, options)),
    ...(on === true || off === true ? { is_on: on === true } : {}),
  };
  if (Object.keys(body).length === 0) throw new CliError(EXIT.usage, t.nothingToChange);
  const { id } = await findNoticeChannel(terminal, reference);
  const channel = await terminal.owner().send<NoticeChannelJson>('PATCH', `${CHANNELS}/${id}`, body);
  terminal.show(channel, (answer) => channelTable([answer], terminal));
}

async function fieldsOf(terminal: Terminal, { address, notices, language }: FieldOptions): Promise<object> {
  // A URL on the command line is seen by other users of the machine.
  const typed = address === '-' ? (await terminal.readFile('-')).toString('utf8').trim() : address;
  return {
    ...(typed === undefined ? {} : { address: typed }),
    ...(notices === undefined ? {} : { notice_kinds: notices === 'all' ? null : notices.split(',') }),
    ...(language === undefined ? {} : { language }),
  };
}

function showSigned(terminal: Terminal, signed: SignedNoticeChannelJson): void {
  const [t, common] = [NOTICE_CHANNEL[terminal.language], COMMON[terminal.language]];
  terminal.show(signed, ({ id, name, kind, address, secret }) =>
    formatDetails([
      [common.id, id],
      [common.name, name],
      [t.columns.kind, kind],
      [t.columns.address, address],
      ...(secret === null ? [] : [[t.secret, secret] as const]),
    ]),
  );
}

function channelTable(channels: readonly NoticeChannelJson[], { language }: Terminal): string {
  const [t, { id, name }] = [NOTICE_CHANNEL[language], COMMON[language]];
  if (channels.length === 0) return t.none;
  const columns: readonly Column<NoticeChannelJson>[] = [
    { title: id, kind: 'count', cell: (channel) => channel.id },
    { title: name, cell: (channel) => channel.name },
    { title: t.columns.kind, cell: ({ kind }) => kind },
    { title: t.columns.address, cell: ({ address }) => address },
    { title: t.columns.notices, cell: ({ notice_kinds }) => (notice_kinds === null ? t.all : notice_kinds.join(',')) },
    { title: t.columns.language, cell: (channel) => channel.language },
    { title: t.columns.state, cell: ({ off_reason }) => (off_reason === null ? t.on : t.off[off_reason]) },
    { title: t.columns.waiting, kind: 'count', cell: ({ waiting_deliveries }) => waiting_deliveries },
    { title: t.columns.lastSent, kind: 'instant', cell: ({ last_sent_at }) => last_sent_at },
  ];
  return formatTable(columns, channels);
}
