/** Below the settings, where the menu finds it. */
export const BACKUPS_PATH = '/dashboard/settings/backups';

export function downloadPath(name: string): string {
  return `${BACKUPS_PATH}/${name}`;
}
