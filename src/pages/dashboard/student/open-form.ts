import type { RouteResponse } from '../../web/page-response.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { RefusedForm } from '../form-errors/form-errors.ts';

/** A form of the student's page that is shown open, and how it was refused. */
export interface OpenForm {
  readonly name: string;
  /** null: it has not been sent yet. */
  readonly refused: RefusedForm | null;
}

/** The student's page again, with the form that was refused. */
export type ShowRefused = (
  view: OwnerView,
  studentId: number,
  name: string,
  refused: RefusedForm,
) => Promise<RouteResponse>;
