import type { Command } from 'commander';
import type { SettingsJson } from '../../api/settings-routes.ts';
import { formatDetails } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** The zone of the server instead of one of the owner's own. */
const SERVER = 'server';

export function addSettingsCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command('settings')
    .description('what you can change while the server runs')
    .addHelpText('after', '\nExample:\n  $ jigap settings')
    .action(async () => {
      terminal.show(await terminal.owner().get<SettingsJson>('/api/settings', {}), settingDetails);
    });

  group
    .command('set')
    .requiredOption(
      '--time-zone <zone>',
      `where the days of your reports begin, such as Asia/Seoul; ${SERVER}: as there`,
    )
    .description('change a setting')
    .addHelpText('after', '\nExample:\n  $ jigap settings set --time-zone Asia/Seoul')
    .action(async ({ timeZone }: { timeZone: string }) => {
      const body = { time_zone: timeZone === SERVER ? null : timeZone };
      terminal.show(await terminal.owner().send<SettingsJson>('PATCH', '/api/settings', body), settingDetails);
    });
}

function settingDetails({ time_zone, time_zone_is_default, server_time_zone }: SettingsJson): string {
  return formatDetails([
    ['time zone', time_zone_is_default ? `${time_zone} (the server's)` : time_zone],
    ["server's time zone", server_time_zone],
  ]);
}
