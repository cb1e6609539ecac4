import { MAX_NANO_USD } from '../../../../src/ledger/money.ts';

/** The limits of a test, nano-USD: the same for each class, and for each student. */
export interface SchoolLimits {
  readonly walletMonth: number;
  readonly classMonth: number;
  readonly studentWeek: number;
  readonly studentDay: number;
}

const PLENTY = MAX_NANO_USD / 100;

export const PLENTY_OF_MONEY: SchoolLimits = {
  walletMonth: MAX_NANO_USD,
  classMonth: MAX_NANO_USD,
  studentWeek: PLENTY,
  studentDay: PLENTY,
};
