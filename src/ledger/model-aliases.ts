/**
 * A name that students may use -> the models that answer for it, in order. The first one answers; one that follows only
 * where the class falls back, and those before it could not. Never empty. Written as "gpt-6-luna|llama-3.2-3b".
 */
export type ModelAliases = ReadonlyMap<string, readonly string[]>;

/** The models that answer for any name, an alias or not. */
export function modelNamesOf(name: string, aliases: ModelAliases): readonly string[] {
  return aliases.get(name) ?? [name];
}

/** The model that answers for a name as long as it can. */
export function firstModelName(name: string, aliases: ModelAliases): string {
  return aliases.get(name)?.[0] ?? name;
}

export function parseModelNames(text: string): readonly string[] {
  return text.split('|').map((name) => name.trim());
}

export function modelNamesText(names: readonly string[]): string {
  return names.join('|');
}

/** "gpt-3.5-turbo=gpt-6-luna|llama-3.2-3b" */
export function aliasText([alias, names]: readonly [string, readonly string[]]): string {
  return `${alias}=${modelNamesText(names)}`;
}

/** A shell would take the bar for a pipe. Double quotes work in every shell. */
export function aliasArgument(alias: readonly [string, readonly string[]]): string {
  const text = aliasText(alias);
  return text.includes('|') ? `"${text}"` : text;
}
