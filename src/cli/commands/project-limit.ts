import type { Command } from 'commander';
import type { ProjectLimitJson } from '../../api/project-limit-routes.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { formatDecimalUsd, formatDetails } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

const PROJECT_LIMIT = defineTexts({
  en: {
    group: "the provider's own limit on the project of your key (OPENAI_ADMIN_KEY, OPENAI_PROJECT_ID)",
    set: 'set it at the provider; jigap never changes it by itself',
    usdArgument: 'what the project may spend in a month, in whole cents, such as 5.00',
    ask: (usd: string) =>
      `Let the provider refuse every call of the project once ${usd} USD are spent in a month, also those that do not come through jigap?`,
    limit: 'limit at the provider',
    none: 'none',
    reached: 'reached: the provider refuses every call',
    wallet: "wallet's limit of this month",
    state: 'state',
    states: {
      enough: 'holds the wallet',
      low: "lower than the wallet's limit",
      missing: 'no limit: set one with jigap project-limit set',
    } satisfies Record<ProjectLimitJson['state'], string>,
    suggested: 'lowest that holds the wallet',
  },
  ko: {
    group: '키의 프로젝트에 제공자가 직접 두는 한도 (OPENAI_ADMIN_KEY, OPENAI_PROJECT_ID 필요)',
    set: '제공자 쪽 한도 정하기. jigap은 이 한도를 스스로 바꾸지 않습니다',
    usdArgument: '프로젝트가 한 달에 쓸 수 있는 달러 금액. 센트 단위. 예: 5.00',
    ask: (usd) =>
      `한 달에 ${usd}달러를 쓰면 제공자가 프로젝트의 모든 호출을 거절하게 할까요? jigap을 거치지 않은 호출도 거절됩니다.`,
    limit: '제공자 쪽 한도',
    none: '없음',
    reached: '한도에 이름: 제공자가 모든 호출을 거절하고 있습니다',
    wallet: '지갑의 이번 달 한도',
    state: '상태',
    states: {
      enough: '지갑보다 낮지 않음',
      low: '지갑의 한도보다 낮음',
      missing: '한도 없음. jigap project-limit set으로 정하세요',
    },
    suggested: '지갑을 막지 않는 가장 낮은 한도',
  },
});

export function addProjectLimitCommands(program: Command, terminal: Terminal): void {
  const { language, input } = terminal;
  const t = PROJECT_LIMIT[language];
  const group = program
    .command('project-limit')
    .description(t.group)
    .addHelpText('after', terminal.examples('project-limit'))
    .action(async () => {
      const answer = await terminal.owner().get<ProjectLimitJson>('/api/project-limit', {});
      terminal.show(answer, (each) => limitDetails(each, language));
    });

  group
    .command('set')
    .argument('<usd>', t.usdArgument, input.usd)
    .option('--yes', COMMON[language].doNotAsk)
    .description(t.set)
    .addHelpText('after', terminal.examples('project-limit set 5.00 --yes'))
    .action(async (usd: number, { yes }: { yes?: boolean }) => {
      await terminal.confirm(t.ask(formatDecimalUsd(usd)), yes);
      const answer = await terminal.owner().send<ProjectLimitJson>('PUT', '/api/project-limit', { limit_usd: usd });
      terminal.show(answer, (each) => limitDetails(each, language));
    });
}

function limitDetails(each: ProjectLimitJson, language: Language): string {
  const t = PROJECT_LIMIT[language];
  const usd = (amount: number) => `${formatDecimalUsd(amount)} USD`;
  return formatDetails([
    [t.limit, each.limit_usd === null ? t.none : usd(each.limit_usd)],
    [t.wallet, usd(each.wallet_usd)],
    [t.state, each.is_reached ? t.reached : t.states[each.state]],
    [t.suggested, usd(each.suggested_usd)],
  ]);
}
