/** JSON that may say what no object can hold: a key twice, a number beyond all numbers, half a surrogate pair. */
export type JsonText = string | { readonly list: readonly JsonText[] } | { readonly fields: readonly Field[] };
export type Field = readonly [name: string, value: JsonText];

/** One change to a text, wherever `at` falls on it. */
export interface Mutation {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'repeat' | 'add' | 'rename' | 'wrap';
  readonly name: string;
  readonly text: string;
}

export function textOf(value: unknown): JsonText {
  if (Array.isArray(value)) return { list: value.map(textOf) };
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return { fields: Object.entries(value).map(([name, inner]) => [name, textOf(inner)] as const) };
}

export function written(node: JsonText): string {
  if (typeof node === 'string') return node;
  if ('list' in node) return `[${node.list.map(written).join(',')}]`;
  return `{${node.fields.map(([name, value]) => `${JSON.stringify(name)}:${written(value)}`).join(',')}}`;
}

export function mutated(node: JsonText, mutation: Mutation): JsonText {
  return change(node, { ...mutation, at: mutation.at % sizeOf(node) })[0] ?? 'null';
}

function sizeOf(node: JsonText): number {
  if (typeof node === 'string') return 1;
  const inner = 'list' in node ? node.list : node.fields.map(([, value]) => value);
  return inner.reduce((size, child) => size + sizeOf(child), 1);
}

/** What stands in the place of a node: nothing, one node or two. */
function change(node: JsonText, mutation: Mutation): JsonText[] {
  if (mutation.at === 0) return changeHere(node, mutation);
  if (typeof node === 'string') return [node];
  if ('list' in node)
    return [
      {
        list: inTurn(
          node.list,
          (one) => one,
          mutation,
          (_old, made) => made,
        ),
      },
    ];
  const fields = inTurn(
    node.fields,
    ([, value]) => value,
    mutation,
    ([name], made): Field => {
      return [mutation.how === 'rename' ? mutation.name : name, made];
    },
  );
  return [{ fields }];
}

function inTurn<One>(
  all: readonly One[],
  inside: (one: One) => JsonText,
  mutation: Mutation,
  made: (one: One, value: JsonText) => One,
): One[] {
  let at = mutation.at - 1;
  return all.flatMap((one) => {
    const size = sizeOf(inside(one));
    const here = at >= 0 && at < size;
    const changed = here ? change(inside(one), { ...mutation, at }).map((value) => made(one, value)) : [one];
    at -= size;
    return changed;
  });
}

function changeHere(node: JsonText, { how, name, text }: Mutation): JsonText[] {
  switch (how) {
    case 'remove':
      return [];
    case 'repeat':
      return [node, text];
    case 'wrap':
      return [{ fields: [[name, node]] }];
    case 'rename':
      return [node];
    case 'add':
      if (typeof node === 'string') return [text];
      return ['list' in node ? { list: [...node.list, text] } : { fields: [...node.fields, [name, text]] }];
    default:
      return [text];
  }
}
