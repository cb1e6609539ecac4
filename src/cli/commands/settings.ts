import type { Command } from 'commander';
import type { SettingsJson } from '../../api/settings-routes.ts';
import { defineTexts, type TextsOf } from '../../language/texts.ts';
import { formatDetails } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** The zone of the server instead of one of the owner's own. */
const SERVER = 'server';

const SETTINGS = defineTexts({
  en: {
    group: 'what you can change while the server runs',
    set: 'change a setting',
    zoneOption: `where the days of your reports begin, such as Asia/Seoul; ${SERVER}: as there`,
    zone: 'time zone',
    zoneOfServer: "server's time zone",
    isServers: (zone: string) => `${zone} (the server's)`,
  },
  ko: {
    group: '서버가 켜진 채로 바꿀 수 있는 설정',
    set: '설정 수정',
    zoneOption: `보고서에서 하루가 시작되는 시간대. 예: Asia/Seoul. ${SERVER}: 서버의 시간대`,
    zone: '시간대',
    zoneOfServer: '서버의 시간대',
    isServers: (zone) => `${zone} (서버의 시간대)`,
  },
});

export function addSettingsCommands(program: Command, terminal: Terminal): void {
  const t = SETTINGS[terminal.language];
  const group = program
    .command('settings')
    .description(t.group)
    .addHelpText('after', terminal.examples('settings'))
    .action(async () => {
      const settings = await terminal.owner().get<SettingsJson>('/api/settings', {});
      terminal.show(settings, (answer) => settingDetails(answer, t));
    });

  group
    .command('set')
    .requiredOption('--time-zone <zone>', t.zoneOption)
    .description(t.set)
    .addHelpText('after', terminal.examples('settings set --time-zone Asia/Seoul'))
    .action(async ({ timeZone }: { timeZone: string }) => {
      const body = { time_zone: timeZone === SERVER ? null : timeZone };
      const settings = await terminal.owner().send<SettingsJson>('PATCH', '/api/settings', body);
      terminal.show(settings, (answer) => settingDetails(answer, t));
    });
}

function settingDetails(settings: SettingsJson, t: TextsOf<typeof SETTINGS>): string {
  const { time_zone, time_zone_is_default, server_time_zone } = settings;
  return formatDetails([
    [t.zone, time_zone_is_default ? t.isServers(time_zone) : time_zone],
    [t.zoneOfServer, server_time_zone],
  ]);
}
