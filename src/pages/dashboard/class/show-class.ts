import type { SchoolClass } from '../../../access/classes.ts';
import type { Html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';

/** Shows the page of a class again, with a form of it that was refused. */
export type ShowClass<Refused> = (view: OwnerView, schoolClass: SchoolClass, refused: Refused) => Promise<Html>;
