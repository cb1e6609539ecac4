import type { Command } from 'commander';
import type { ModelsJson, RefusedModelsJson } from '../../api/model-json.ts';
import type { TextsOf } from '../../language/texts.ts';
import type { Aliases } from '../input.ts';
import { type Column, formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { addModelDiscover } from './model-discover.ts';
import { MODEL } from './model-texts.ts';

type ModelTexts = TextsOf<typeof MODEL>;

const MODELS = '/api/models';

export function addModelCommands(program: Command, terminal: Terminal): void {
  const t = MODEL[terminal.language];
  const group = program.command('model').alias('models').description(t.group);
  const show = (models: ModelsJson) => terminal.show(models, (answer) => servedText(answer, t));
  const change = async (body: object) => show(await terminal.owner().send<ModelsJson>('PATCH', MODELS, body));

  group
    .command('list')
    .option('--all', t.all)
    .description(t.list)
    .addHelpText('after', terminal.examples('model list --all'))
    .action(async ({ all }: { all?: boolean }) => {
      const models = await terminal.owner().get<ModelsJson>(MODELS);
      if (all === true)
        terminal.show(models, ({ catalogue }) => formatTable(catalogueColumns(t, catalogue), catalogue));
      else show(models);
    });

  addModelDiscover(group, terminal);

  group
    .command('allow')
    .argument('<names...>', t.allowNames)
    .description(t.allow)
    .addHelpText('after', terminal.examples('model allow gpt-6-luna text-embedding-3-small'))
    .action((names: string[]) => change({ allow: names }));

  group
    .command('disallow')
    .argument('<names...>', t.disallowNames)
    .description(t.disallow)
    .addHelpText('after', terminal.examples('model disallow gpt-4o'))
    .action((names: string[]) => change({ disallow: names }));

  group
    .command('alias')
    .argument('<name=model...>', t.aliasPairs, terminal.input.alias)
    .description(t.alias)
    .addHelpText(
      'after',
      terminal.examples('model alias gpt-4o=gpt-6-luna', 'model alias "gpt-3.5-turbo=gpt-6-luna|gpt-5.6-luna"'),
    )
    .action((aliases: Aliases) => change({ aliases }));

  group
    .command('refused')
    .description(t.refused)
    .addHelpText('after', terminal.examples('model refused'))
    .action(async () => {
      const refused = await terminal.owner().get<RefusedModelsJson>(`${MODELS}/refused`);
      terminal.show(refused, (answer) => refusedText(answer, t));
    });

  group
    .command('reset')
    .description(t.reset)
    .addHelpText('after', terminal.examples('model reset'))
    .action(async () => {
      const api = terminal.owner();
      await api.remove(MODELS);
      show(await api.get<ModelsJson>(MODELS));
    });
}

type ServedModel = ModelsJson['served'][number];
type Facts = Pick<
  ServedModel,
  'endpoints' | 'inputs' | 'input_usd' | 'output_usd' | 'per_character_usd' | 'image_usd' | 'warning' | 'shutdown_date'
>;

/** @param models columns of characters and images are there for those that have such a price */
function factsColumns({ columns, ...t }: ModelTexts, models: readonly Facts[]): readonly Column<Facts>[] {
  const speaks = models.some(({ per_character_usd: price }) => price !== null);
  const draws = models.some(({ image_usd: price }) => price !== null);
  return [
    { title: columns.endpoints, cell: ({ endpoints }) => endpoints.join(',') },
    { title: columns.inputs, cell: ({ inputs }) => inputs.join(',') },
    { title: columns.input, kind: 'usd', cell: (facts) => facts.input_usd },
    { title: columns.output, kind: 'usd', cell: (facts) => facts.output_usd },
    ...(speaks ? [{ title: columns.characters, kind: 'usd' as const, cell: characterPrice }] : []),
    ...(draws ? [{ title: columns.image, kind: 'usd' as const, cell: (facts: Facts) => facts.image_usd }] : []),
    {
      title: columns.warning,
      cell: ({ warning, shutdown_date }) =>
        warning === 'unlisted' ? t.unlisted : warning === null ? null : t.shutDown(shutdown_date ?? ''),
    },
  ];
}

function characterPrice({ per_character_usd: price }: Facts): number | null {
  return price;
}

function catalogueColumns(
  t: ModelTexts,
  models: ModelsJson['catalogue'],
): readonly Column<ModelsJson['catalogue'][number]>[] {
  return [{ title: t.columns.name, cell: ({ id }) => id }, ...factsColumns(t, models)];
}

function servedText(models: ModelsJson, t: ModelTexts): string {
  const { source, changed_at, changed_by, not_served } = models;
  const columns: readonly Column<ServedModel>[] = [
    { title: t.columns.name, cell: ({ name }) => name },
    { title: t.columns.served, cell: ({ served_by, follows }) => [served_by, ...follows].join(' | ') },
    ...factsColumns(t, models.served),
  ];
  const facts = formatDetails([
    [t.source, t[source]],
    ...(changed_at === null ? [] : [[t.changed, t.by(formatLocalInstant(changed_at), changed_by ?? '')] as const]),
    ...(not_served.length === 0 ? [] : [[t.notServed, not_served.join(', ')] as const]),
  ]);
  return `${formatTable(columns, models.served)}\n${facts}`;
}

function refusedText({ data }: RefusedModelsJson, t: ModelTexts): string {
  if (data.length === 0) return t.noneRefused;
  const columns: readonly Column<RefusedModelsJson['data'][number]>[] = [
    { title: t.columns.name, cell: ({ name }) => name },
    { title: t.columns.endpoint, cell: ({ endpoint }) => endpoint },
    { title: t.columns.times, kind: 'count', cell: ({ times }) => times },
    { title: t.columns.students, kind: 'count', cell: ({ students }) => students },
    { title: t.columns.offer, cell: ({ offer }) => offer?.model },
    { title: t.columns.input, kind: 'usd', cell: ({ offer }) => offer?.input_usd },
    { title: t.columns.output, kind: 'usd', cell: ({ offer }) => offer?.output_usd },
  ];
  const [first] = data.filter(({ offer }) => offer !== null);
  const advice = first === undefined ? '' : `\n${t.serve(first.name, first.offer?.model ?? '')}\n`;
  return `${formatTable(columns, data)}${advice}`;
}
