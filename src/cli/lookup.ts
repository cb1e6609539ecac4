import { defineTexts } from '../language/texts.ts';
import { CliError, EXIT } from './cli-error.ts';
import { isId } from './input.ts';
import { plainLine } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Resource {
  readonly noun: 'student' | 'class';
  readonly path: string;
  /** Whether the list can be filtered by a part of the name. */
  readonly filtersByName: boolean;
  /** A second list, for what the first one leaves out. */
  readonly otherwise?: Readonly<Record<string, string>>;
}

const LOOKUP = defineTexts({
  en: {
    nothing: (noun: Resource['noun'], reference: string) =>
      `no ${noun} has the id or the exact name "${reference}": see jigap ${noun} list`,
    several: (reference: string, count: number, ids: string) =>
      `"${reference}" names ${count} of them: use the id, one of ${ids}`,
  },
  ko: {
    nothing: (noun, reference) =>
      `ID나 이름이 "${reference}"인 ${noun === 'class' ? '반이' : '학생이'} 없습니다. jigap ${noun} list에서 확인하세요.`,
    several: (reference, count, ids) => `이름이 "${reference}"인 것이 ${count}개 있습니다. ID로 고르세요: ${ids}`,
  },
});

/**
 * The one thing that an id or an exact name means. An id wins over a name made of the same digits.
 * @throws CliError when nothing, or more than one, answers to it
 */
export async function lookUp<Item extends Named>(
  terminal: Terminal,
  resource: Resource,
  reference: string,
): Promise<Item> {
  const api = terminal.owner();
  const t = LOOKUP[terminal.language];
  if (isId(reference)) {
    const found = await api.find<Item>(`${resource.path}/${reference}`);
    if (found !== null) return found;
  }
  const name = reference.normalize('NFC').trim();
  const named = async (query: Readonly<Record<string, string>>) => {
    const { data } = await api.list<Item>(resource.path, query);
    return data.filter((item) => item.name.normalize('NFC') === name);
  };
  const listed = await named(resource.filtersByName ? { name } : {});
  const matches = listed.length === 0 && resource.otherwise !== undefined ? await named(resource.otherwise) : listed;
  const [first, second] = matches;
  if (first === undefined) throw new CliError(EXIT.refused, t.nothing(resource.noun, plainLine(reference)));
  if (second === undefined) return first;
  const ids = matches.map(({ id }) => id).join(', ');
  throw new CliError(EXIT.usage, t.several(plainLine(reference), matches.length, ids));
}
