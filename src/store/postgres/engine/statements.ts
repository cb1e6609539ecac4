import type { SqlStatement, SqlValue } from '../../sql/sql-work.ts';
import { inPostgres } from './engine-words.ts';

/** What the driver sends: placeholders are $1, $2; a named statement is parsed once by each connection. */
export interface NumberedQuery {
  readonly text: string;
  readonly values: SqlValue[];
  readonly name?: string;
}

interface NumberedText {
  readonly text: string;
  readonly name: string | undefined;
  /** For each $n the name of its parameter; null: placeholders are `?`. */
  readonly names: readonly string[] | null;
}

/** A connection keeps each named statement for ever. Texts that are built of many filters must not fill it. */
const MAX_NAMED = 600;
const MAX_CACHED = 5000;

/** Strings, quoted names and comments stay as they are. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?|@([A-Za-z_]\w*)/g;

const known = new Map<string, NumberedText>();
let namedCount = 0;

/** @throws TypeError when a statement has both kinds of placeholders, or a value is missing */
export function numberedQuery({ text, values }: SqlStatement): NumberedQuery {
  const numbered = known.get(text) ?? remember(text);
  const list = numbered.names === null ? (values as readonly SqlValue[]) : valuesByName(numbered.names, values);
  const query = { text: numbered.text, values: [...list] };
  return numbered.name === undefined ? query : { ...query, name: numbered.name };
}

function remember(text: string): NumberedText {
  const numbered = {
    ...numberPlaceholders(inPostgres(text)),
    name: namedCount < MAX_NAMED ? `jigap_${++namedCount}` : undefined,
  };
  if (known.size < MAX_CACHED) known.set(text, numbered);
  return numbered;
}

/** Replaces `?` by $1, $2 in their order, and `@name` by one number for each name. @throws TypeError */
export function numberPlaceholders(text: string): Omit<NumberedText, 'name'> {
  const names: string[] = [];
  let positions = 0;
  const numbered = text.replace(TOKEN, (token: string, name: string | undefined) => {
    if (token === '?') return `$${++positions}`;
    if (name === undefined) return token;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  if (positions > 0 && names.length > 0) throw new TypeError(`a statement has both ? and @${names[0]}`);
  return { text: numbered, names: names.length > 0 ? names : null };
}

function valuesByName(names: readonly string[], [byName]: SqlStatement['values']): SqlValue[] {
  if (typeof byName !== 'object' || byName === null)
    throw new TypeError('a statement with @names has no values by name');
  return names.map((name) => {
    const value = byName[name];
    if (value === undefined) throw new TypeError(`a statement has no value for @${name}`);
    return value;
  });
}
