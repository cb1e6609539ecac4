import type { Command } from 'commander';
import type { ProvidersJson, ProviderTestJson } from '../../api/provider-routes.ts';
import { defineTexts, type TextsOf } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

const PROVIDER = defineTexts({
  en: {
    group: 'who answers calls: OpenAI, and what JIGAP_PROVIDERS_FILE names',
    list: 'the providers, their keys and models',
    test: 'try each key with a request that costs nothing, and say what is wrong; exit 1 when something is',
    name: 'a name of jigap provider list; without one, all are tried',
    columns: {
      name: 'NAME',
      origin: 'ADDRESS',
      keys: 'KEYS',
      calls: 'CALLS AT ONCE',
      models: 'MODELS',
      key: 'KEY',
      result: 'RESULT',
    },
    simulated: 'simulated',
    resting: (count: number, resting: number) => (resting === 0 ? `${count}` : `${count} (${resting} resting)`),
    noLimit: 'no limit',
    slots: (now: number, max: number) => `${now} of ${max}`,
    wrong: (count: number) => `${count} provider(s) do not work as they should`,
  },
  ko: {
    group: '호출에 답하는 제공자: OpenAI와 JIGAP_PROVIDERS_FILE에 적은 서버',
    list: '제공자와 키, 모델',
    test: '키마다 비용이 들지 않는 요청을 하나씩 보내 문제를 알려 줍니다. 문제가 있으면 종료 코드 1',
    name: 'jigap provider list에 나오는 이름. 적지 않으면 모두 확인합니다',
    columns: {
      name: '이름',
      origin: '주소',
      keys: '키',
      calls: '동시 호출',
      models: '모델',
      key: '키',
      result: '결과',
    },
    simulated: '시뮬레이션',
    resting: (count, resting) => (resting === 0 ? `${count}` : `${count} (${resting}개 사용 중지)`),
    noLimit: '제한 없음',
    slots: (now, max) => `${max}개 중 ${now}개`,
    wrong: (count) => `제공자 ${count}곳에 문제가 있습니다.`,
  },
});
type ProviderTexts = TextsOf<typeof PROVIDER>;
type ProviderJson = ProvidersJson['data'][number];

const PROVIDERS = '/api/providers';
const MAX_MODELS = 4;

export function addProviderCommands(program: Command, terminal: Terminal): void {
  const t = PROVIDER[terminal.language];
  const group = program.command('provider').description(t.group);

  group
    .command('list')
    .description(t.list)
    .addHelpText('after', terminal.examples('provider list'))
    .action(async () => {
      const providers = await terminal.owner().get<ProvidersJson>(PROVIDERS);
      terminal.show(providers, ({ data }) => formatTable(listColumns(t), data));
    });

  group
    .command('test')
    .argument('[name]', t.name)
    .description(t.test)
    .addHelpText('after', terminal.examples('provider test', 'provider test lab'))
    .action(async (name: string | undefined) => {
      const owner = terminal.owner();
      const names =
        name === undefined ? (await owner.get<ProvidersJson>(PROVIDERS)).data.map((each) => each.name) : [name];
      const data = await Promise.all(
        names.map((each) => owner.send<ProviderTestJson>('POST', `${PROVIDERS}/${encodeURIComponent(each)}/test`, {})),
      );
      terminal.show({ data }, (tested) =>
        formatTable(
          testColumns(t),
          tested.data.flatMap((each) => testRows(each, t)),
        ),
      );
      const wrong = data.filter(({ ok }) => !ok).length;
      if (wrong > 0) throw new CliError(EXIT.unexpected, t.wrong(wrong));
    });
}

function listColumns({ columns, ...t }: ProviderTexts): readonly Column<ProviderJson>[] {
  return [
    { title: columns.name, cell: ({ name }) => name },
    { title: columns.origin, cell: ({ origin, is_demo }) => (is_demo ? t.simulated : origin) },
    {
      title: columns.keys,
      cell: ({ key_count, keys }) => t.resting(key_count, keys.filter(({ state }) => state !== 'working').length),
    },
    {
      title: columns.calls,
      cell: ({ calls_in_flight: now, max_calls_in_flight: max }) => (max === null ? t.noLimit : t.slots(now ?? 0, max)),
    },
    { title: columns.models, cell: ({ models }) => shortList(models) },
  ];
}

function shortList(models: readonly string[]): string {
  const first = models.slice(0, MAX_MODELS).join(', ');
  return models.length > MAX_MODELS ? `${first}, +${models.length - MAX_MODELS}` : first;
}

interface TestRow {
  readonly name: string;
  readonly key: string;
  readonly result: string;
}

function testRows({ name, keys }: ProviderTestJson, t: ProviderTexts): TestRow[] {
  if (keys.length === 0) return [{ name, key: '', result: t.simulated }];
  return keys.map(({ label, message }) => ({ name, key: label, result: message }));
}

function testColumns({ columns }: ProviderTexts): readonly Column<TestRow>[] {
  return [
    { title: columns.name, cell: ({ name }) => name },
    { title: columns.key, cell: ({ key }) => key },
    { title: columns.result, cell: ({ result }) => result },
  ];
}
