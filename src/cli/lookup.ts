import type { ApiClient } from './api-client.ts';
import { CliError, EXIT } from './cli-error.ts';
import { isId } from './input.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Resource {
  readonly noun: 'student' | 'class';
  readonly path: string;
  /** Whether the list can be filtered by a part of the name. */
  readonly filtersByName: boolean;
}

/**
 * The one thing that an id or an exact name means. An id wins over a name made of the same digits.
 * @throws CliError when nothing, or more than one, answers to it
 */
export async function lookUp<Item extends Named>(api: ApiClient, resource: Resource, reference: string): Promise<Item> {
  if (isId(reference)) {
    const found = await api.find<Item>(`${resource.path}/${reference}`);
    if (found !== null) return found;
  }
  const name = reference.normalize('NFC').trim();
  const listed = await api.list<Item>(resource.path, resource.filtersByName ? { name } : {});
  const matches = listed.data.filter((item) => item.name.normalize('NFC') === name);
  const [first, second] = matches;
  if (first === undefined) {
    throw new CliError(
      EXIT.refused,
      `no ${resource.noun} has the id or the exact name "${reference}": see jigap ${resource.noun} list`,
    );
  }
  if (second === undefined) return first;
  const ids = matches.map(({ id }) => id).join(', ');
  throw new CliError(EXIT.usage, `"${reference}" names ${matches.length} of them: use the id, one of ${ids}`);
}
