import { isLocalDay } from './periods.ts';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads one JSON object field by field and notes each fault. What stands in for a faulty value (NaN, '') fails no
 * comparison, so that one mistake is one fault.
 */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #faults: string[];
  readonly #known = new Set<string>();

  constructor(value: unknown, where: string, faults: string[]) {
    this.#where = where;
    this.#object = isObject(value) ? value : {};
    // What is no object at all is one fault, not one for each field that it lacks.
    this.#faults = isObject(value) ? faults : [];
    if (!isObject(value)) faults.push(`${where} must be a JSON object`);
  }

  fault(text: string): void {
    this.#faults.push(`${this.#where}: ${text}`);
  }

  skip(name: string): void {
    this.#known.add(name);
  }

  optional(name: string): unknown {
    this.skip(name);
    return this.#object[name];
  }

  text(name: string, accepts: (text: string) => boolean, what: string): string {
    const value = this.optional(name);
    return typeof value === 'string' && accepts(value) ? value : this.#bad(name, what, '');
  }

  texts<Text extends string>(
    name: string,
    accepts: (text: string) => text is Text,
    what: string,
    least?: number,
  ): Text[];
  texts(name: string, accepts: (text: string) => boolean, what: string, least?: number): string[];
  texts(name: string, accepts: (text: string) => boolean, what: string, least = 0): string[] {
    const values = this.list(name, least);
    const texts = values.filter((value) => typeof value === 'string').filter(accepts);
    if (texts.length < values.length) this.fault(`${name} must be texts: ${what}`);
    return texts;
  }

  whole(name: string, least: number): number {
    const value = this.optional(name);
    const isWhole = typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
    return isWhole ? value : this.#bad(name, `a whole number, ${least} or more`, Number.NaN);
  }

  flag(name: string): boolean {
    const value = this.optional(name);
    return typeof value === 'boolean' ? value : this.#bad(name, 'true or false', false);
  }

  dayOrNull(name: string): string | null {
    return this.optional(name) === null ? null : this.text(name, isLocalDay, 'a day, YYYY-MM-DD, or null');
  }

  list(name: string, least = 0): readonly unknown[] {
    const value = this.optional(name);
    const isList = Array.isArray(value) && value.length >= least;
    return isList ? value : this.#bad(name, least === 0 ? 'a list' : `a list of at least ${least}`, []);
  }

  /** Call it last: what was not asked for by then is unknown here. */
  refuseOthers(): void {
    for (const name of Object.keys(this.#object)) {
      if (!this.#known.has(name)) this.fault(`the field "${name}" is unknown; remove it or correct its name`);
    }
  }

  #bad<T>(name: string, what: string, fallback: T): T {
    this.fault(`${name} ${name in this.#object ? 'must be' : 'is missing: it must be'} ${what}`);
    return fallback;
  }
}
