import * as parse from './setting-values.ts';

/** One variable of the environment. */
export interface Setting<Value> {
  readonly name: string;
  /** The default, as one would write it; '' where there is none, or where it is taken from the machine. */
  readonly fallback: string;
  readonly parse: parse.Parse<Value>;
  /** One line for config/example.env. */
  readonly why: string;
  /** Pages show whether it is set, and never its value. */
  readonly isSecret?: true;
}

export function setting<Value>(name: string, fallback: string, read: parse.Parse<Value>, why: string): Setting<Value> {
  return { name, fallback, parse: read, why };
}

export function secret<Value>(name: string, read: parse.Parse<Value>, why: string): Setting<Value | null> {
  return { name, fallback: '', parse: parse.optional(read), why, isSecret: true };
}

export type Table = Readonly<Record<string, Setting<unknown>>>;
export type Values<T extends Table> = { readonly [K in keyof T]: T[K] extends Setting<infer Value> ? Value : never };
