export const CLASSES_PATH = '/dashboard/classes';
export const CLASS_PATH = `${CLASSES_PATH}/:id`;

export const ARCHIVED_CLASSES_PATH = `${CLASSES_PATH}?archived=yes`;

/** The page of a class, or one below it. */
export function classPath(id: number, below = ''): string {
  return `${CLASSES_PATH}/${id}${below}`;
}
