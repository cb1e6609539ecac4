export const INCIDENTS_PATH = '/dashboard/incidents';

/** @param crashAt ms UTC */
export function crashPath(crashAt: number | string, below = ''): string {
  return `${INCIDENTS_PATH}/crash/${crashAt}${below}`;
}
