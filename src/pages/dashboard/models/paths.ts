export const MODELS_PATH = '/dashboard/settings/models';
export const RESET_MODELS_PATH = `${MODELS_PATH}/reset`;
export const SERVE_PATH = `${MODELS_PATH}/serve`;

/** The page that lets a model answer for a name. @param endpoint where the name was refused; null: not known */
export function servePath(name: string, endpoint: string | null): string {
  const query = new URLSearchParams({ name, ...(endpoint === null ? {} : { endpoint }) });
  return `${SERVE_PATH}?${query}`;
}
