/** Below the settings, where the menu finds it. */
export const EXPORT_PATH = '/dashboard/settings/export';
export const EXPORT_FILE_PATH = `${EXPORT_PATH}/file`;

/** The form, with a class chosen. */
export function classExportPath(classId: number): string {
  return `${EXPORT_PATH}?class=${classId}`;
}
