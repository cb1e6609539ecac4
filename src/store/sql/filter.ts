import type { SqlValue } from './sql-work.ts';

/** A WHERE clause of conditions that are fixed texts and values that are always bound. */
export class Filter {
  readonly #conditions: string[] = [];
  readonly values: SqlValue[] = [];

  /** @param condition fixed SQL without a value */
  only(condition: string): this {
    this.#conditions.push(condition);
    return this;
  }

  /** Left out when the value is undefined. @param condition fixed SQL with one `?` */
  and(condition: string, value: string | number | undefined): this {
    if (value === undefined) return this;
    this.#conditions.push(condition);
    this.values.push(value);
    return this;
  }

  get where(): string {
    return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
  }
}
