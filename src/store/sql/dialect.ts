/** The few words in which the SQL of the engines differs; everything else is written so that both take it. */
export interface Dialect {
  /** The numbers of a JSON array, which is bound, as rows of one column. */
  readonly numbersOfJson: string;
  /** Tells the planner to use the index of the calls that were not ok; nothing where it cannot be told. */
  readonly notOkIndex: string;
}

export const SQLITE: Dialect = {
  numbersOfJson: 'SELECT value FROM json_each(?)',
  notOkIndex: 'INDEXED BY usage_records_not_ok',
};
