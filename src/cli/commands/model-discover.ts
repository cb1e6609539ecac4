import type { Command } from 'commander';
import type { DiscoveryJson } from '../../api/discovery-routes.ts';
import type { TextsOf } from '../../language/texts.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { MODEL_DISCOVER } from './model-discover-texts.ts';

type DiscoverTexts = TextsOf<typeof MODEL_DISCOVER>;
type FoundModel = DiscoveryJson['models'][number];

export function addModelDiscover(group: Command, terminal: Terminal): void {
  const t = MODEL_DISCOVER[terminal.language];
  group
    .command('discover')
    .argument('<url>', t.address)
    .option('--name <name>', t.name)
    .description(t.discover)
    .addHelpText('after', terminal.examples('model discover http://127.0.0.1:11434/v1 --name lab'))
    .action(async (address: string, { name }: { name?: string }) => {
      const body = { address, ...(name === undefined ? {} : { name }) };
      const found = await terminal.owner().send<DiscoveryJson>('POST', '/api/models/discover', body);
      terminal.show(found, (answer) => discoveryText(answer, t));
    });
}

function discoveryText(found: DiscoveryJson, t: DiscoverTexts): string {
  const { models, skipped, providers_file, more_models_file } = found;
  if (models.length === 0) return t.none;
  const columns: readonly Column<FoundModel>[] = [
    { title: t.columns.id, cell: ({ id }) => id },
    {
      title: t.columns.window,
      cell: (model) => marked(String(model.context_window), model.context_window_is_guessed, t),
    },
    { title: t.columns.endpoints, cell: (model) => marked(model.endpoints.join(','), model.endpoints_are_guessed, t) },
    { title: t.columns.size, cell: ({ embedding_size: size }) => size?.toString() },
  ];
  const isGuessed = ({ context_window_is_guessed: window, endpoints_are_guessed: kind }: FoundModel) => window || kind;
  return [
    formatTable(columns, models),
    skipped === 0 ? '' : t.skipped(skipped),
    models.some(isGuessed) || found.calls_in_flight_are_guessed ? t.guesses : '',
    `\n${t.providers}\n${JSON.stringify(providers_file, null, 2)}\n`,
    `\n${t.models}\n${JSON.stringify(more_models_file, null, 2)}\n`,
    `\n${t.nextStep(models.map(({ id }) => id).join(' '))}\n`,
  ].join('');
}

function marked(text: string, isGuessed: boolean, t: DiscoverTexts): string {
  return isGuessed ? t.guessed(text) : text;
}
