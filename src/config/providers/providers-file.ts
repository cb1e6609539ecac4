import { Fields } from '../../ledger/catalogue-fields.ts';
import { type ProviderEntry, readProvider, unknownField } from './provider-entry.ts';
import { findSecrets } from './secret-values.ts';

const MAX_PROVIDERS = 32;

/**
 * The providers of a parsed file, in its order. config/providers.schema.json says the same to editors.
 * @param problems gets each fault; a text that may be a key is in none of them
 */
export function parseProviders(json: unknown, problems: string[]): ProviderEntry[] {
  for (const path of findSecrets(json)) {
    problems.push(
      `${path}: it looks like a key, which never stands in this file; name with key_env the variable, or with key_file the file, that holds it, and replace the key at the provider if others could read this file`,
    );
  }
  const root = new Fields(json, 'the file', problems);
  root.skip('about');
  root.skip('$schema');
  const list = root.list('providers', 1);
  if (list.length > MAX_PROVIDERS) root.addProblem(`providers has too many; give at most ${MAX_PROVIDERS}`);
  const entries = list.slice(0, MAX_PROVIDERS).map((entry, index) => readProvider(entry, index, problems));
  root.refuseOthers(unknownField);
  const names = entries.map(({ name }) => name);
  for (const { name, where } of entries.filter((entry, n) => entry.name !== '' && names.indexOf(entry.name) < n)) {
    problems.push(`${where}: providers[${names.indexOf(name)}] has the same name; give each its own`);
  }
  return entries;
}
