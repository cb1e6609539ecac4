export const CLASSES_PATH = '/dashboard/classes';

/** The page of a class, or what is below it. */
export function classPath(id: number, below = ''): string {
  return `${CLASSES_PATH}/${id}${below}`;
}
