import type { SchoolClass } from '../../access/classes.ts';
import type { ViewContext } from '../web/view-context.ts';

export const JOIN_PATH = '/join';

/** The link that leads a student to the page of one class. */
export function joinLink({ origin }: ViewContext, { joinCode }: SchoolClass): string {
  return `${origin}${JOIN_PATH}?code=${joinCode}`;
}
