import { isLocalDay } from './periods.ts';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads one JSON object field by field, and notes each problem. The fallback of a wrong value (NaN, '') passes every
 * comparison, so that one mistake is one problem.
 */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #problems: string[];
  readonly #known = new Set<string>();

  constructor(value: unknown, where: string, problems: string[]) {
    this.#where = where;
    this.#object = isObject(value) ? value : {};
    // Another value than an object is one problem, not one for each missing field.
    this.#problems = isObject(value) ? problems : [];
    if (!isObject(value)) problems.push(`${where} must be a JSON object`);
  }

  addProblem(text: string): void {
    this.#problems.push(`${this.#where}: ${text}`);
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
    return typeof value === 'string' && accepts(value) ? value : this.#refuse(name, what, '');
  }

  texts<Text extends string>(name: string, accepts: (text: string) => text is Text, what: string, min?: number): Text[];
  texts(name: string, accepts: (text: string) => boolean, what: string, min?: number): string[];
  texts(name: string, accepts: (text: string) => boolean, what: string, min = 0): string[] {
    const values = this.list(name, min);
    const texts = values.filter((value) => typeof value === 'string').filter(accepts);
    if (texts.length < values.length) this.addProblem(`${name} must be texts: ${what}`);
    return texts;
  }

  whole(name: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
    const value = this.optional(name);
    const isWhole = typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
    const range = max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
    return isWhole ? value : this.#refuse(name, `a whole number${range}`, Number.NaN);
  }

  flag(name: string): boolean {
    const value = this.optional(name);
    return typeof value === 'boolean' ? value : this.#refuse(name, 'true or false', false);
  }

  dayOrNull(name: string): string | null {
    return this.optional(name) === null ? null : this.text(name, isLocalDay, 'a day, YYYY-MM-DD, or null');
  }

  list(name: string, min = 0): readonly unknown[] {
    const value = this.optional(name);
    const isList = Array.isArray(value) && value.length >= min;
    return isList ? value : this.#refuse(name, min === 0 ? 'a list' : `a list of at least ${min}`, []);
  }

  /** Call it last: a field that was not read by then is unknown. @param describe says so, with what to do */
  refuseOthers(describe: (name: string, known: ReadonlySet<string>) => string = unknownField): void {
    for (const name of Object.keys(this.#object)) {
      if (!this.#known.has(name)) this.addProblem(describe(name, this.#known));
    }
  }

  #refuse<T>(name: string, what: string, fallback: T): T {
    this.addProblem(`${name} ${name in this.#object ? 'must be' : 'is missing: it must be'} ${what}`);
    return fallback;
  }
}

function unknownField(name: string): string {
  return `the field "${name}" is unknown; remove it or correct its name`;
}
