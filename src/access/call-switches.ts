/** How the calls of a class may be answered, where the owner turned it on. */
export interface CallSwitches {
  /** The models that follow in the alias answer when a student's money is spent or a model cannot be reached. */
  readonly fallsBack: boolean;
  /** Identical calls of one moment get one answer of the provider. */
  readonly sharesAnswers: boolean;
  /** Calls go at the provider's flex tier where the model has one: cheaper, slower, and refused when it is busy. */
  readonly usesFlex: boolean;
}

export const CALL_SWITCHES = ['fallsBack', 'sharesAnswers', 'usesFlex'] as const satisfies (keyof CallSwitches)[];

export const SWITCHES_OFF: CallSwitches = { fallsBack: false, sharesAnswers: false, usesFlex: false };
