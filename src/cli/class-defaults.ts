import type { SettingsJson } from '../api/settings-routes.ts';
import type { Terminal } from './terminal.ts';

/** A container: its zone tells nothing about where its owner is. */
const NO_PLACE = 'UTC';

/** What only this machine knows of the person who creates a class. The server fills in the rest. */
export async function classDefaults(
  terminal: Terminal,
  given: { readonly language?: string; readonly timeZone?: string },
): Promise<{ language?: string; time_zone?: string }> {
  const { language, timeZone } = terminal.settings();
  return {
    ...(given.language === undefined && language !== null ? { language } : {}),
    ...(given.timeZone === undefined && timeZone !== NO_PLACE && (await hasNoZone(terminal))
      ? { time_zone: timeZone }
      : {}),
  };
}

/** The zone that the owner chose goes before that of this machine. */
async function hasNoZone(terminal: Terminal): Promise<boolean> {
  return (await terminal.owner().get<SettingsJson>('/api/settings')).time_zone_is_default;
}
