import { isObject, type JsonObject } from '../../../src/upstream/json/json-object.ts';

/** A number from 0 to below 1. */
export type Chance = () => number;

type Container = Record<string, unknown> | unknown[];
interface Position {
  readonly container: Container;
  readonly key: string;
}

const CHARACTERS = [
  ...'a0 "\'\\/<>&+`,:{}[]|#-.',
  ...['\n', '\t', '\r\n', '\u0000', '\u007f', '\u0085', '\u2028', 'é', '가', '한', 'ﷺ', '😀', '\ud800', '\ufeff'],
  ...['// ', ' | ', '\\u0041', '<|endoftext|>', '    ', '}\n'],
];
const NUMBERS = [0, 1, 7, 10, 100, 0.5, -1, 1e21, 1e308, 5e-324, 1e-7, 123456789];
const KEYS = [
  'a',
  '0',
  '가',
  '"',
  'type',
  'enum',
  'items',
  'properties',
  'anyOf',
  'examples',
  'default',
  'description',
];
const TYPES = ['integer', 'string', 'array', 'object', 'null'];
const MAX_COPIES = 64;

/** The same body with one to three changes. Most are to what is free: names, texts, schemas. */
export function mutate(body: JsonObject, chance: Chance): JsonObject {
  const changed = structuredClone(body);
  for (let changes = Math.ceil(chance() * 3); changes > 0; changes--) {
    const positions = positionsIn(changed);
    if (positions.length === 0) break;
    pick(CHANGES, chance)(pick(positions, chance), chance, positions);
  }
  return changed;
}

type Change = (at: Position, chance: Chance, positions: readonly Position[]) => void;

const CHANGES: readonly Change[] = [
  function repeatItem({ container, key }, chance) {
    if (!Array.isArray(container)) return;
    const item = container[Number(key)];
    const copies = Math.ceil(chance() * MAX_COPIES);
    container.splice(Number(key), 0, ...Array.from({ length: copies }, () => structuredClone(item)));
  },
  function appendText({ container, key }, chance) {
    const text = get(container, key);
    if (typeof text !== 'string') return;
    set(container, key, text + pick(CHARACTERS, chance).repeat(Math.ceil(chance() * 20)));
  },
  function replaceValue({ container, key }, chance) {
    set(container, key, newValue(chance));
  },
  function insertValue({ container, key }, chance) {
    const value = get(container, key);
    if (Array.isArray(value)) value.push(newValue(chance));
    else if (isObject(value))
      set(value as Container, pick(KEYS, chance) + (chance() < 0.5 ? pick(CHARACTERS, chance) : ''), newValue(chance));
  },
  function wrapValue({ container, key }, chance) {
    for (let levels = Math.ceil(chance() * 12); levels > 0; levels--) {
      const value = get(container, key);
      set(container, key, pick([[value], { a: value }, { items: value }, { properties: { a: value } }], chance));
    }
  },
  function deleteValue({ container, key }) {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  },
  function copyValue({ container, key }, chance, positions) {
    const from = pick(positions, chance);
    set(container, key, structuredClone(get(from.container, from.key)));
  },
];

function newValue(chance: Chance): unknown {
  const fresh = [0, '', 'a', [], {}, true, null, pick(NUMBERS, chance), pick(CHARACTERS, chance), { enum: [0, 1] }];
  return pick([...fresh, { type: pick(TYPES, chance) }, [pick(NUMBERS, chance)], { examples: [0, 0] }], chance);
}

function positionsIn(body: Container): Position[] {
  const positions: Position[] = [];
  const open: object[] = [body];
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    for (const [key, value] of Object.entries(container)) {
      positions.push({ container: container as Container, key });
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return positions;
}

function get(container: Container, key: string): unknown {
  return Array.isArray(container) ? container[Number(key)] : container[key];
}

function set(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else container[key] = value;
}

function pick<T>(from: readonly T[], chance: Chance): T {
  return from[Math.floor(chance() * from.length)] as T;
}
