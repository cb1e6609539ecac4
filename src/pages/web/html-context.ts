/** Where a value stands in a template: between tags, in attr="...", at the start of an address, or inside a tag. */
export type Hole = 'text' | 'attribute' | 'address' | 'tag';

/** A template is the same array each time it runs: it is looked through once. */
const known = new WeakMap<TemplateStringsArray, readonly Hole[]>();

/** @throws TypeError for a hole in which no escaping is safe */
export function holesOf(strings: TemplateStringsArray): readonly Hole[] {
  const holes = known.get(strings) ?? findHoles(strings);
  known.set(strings, holes);
  return holes;
}

function findHoles(strings: readonly string[]): Hole[] {
  const holes: Hole[] = [];
  let place: Place = { inside: 'text', attribute: '' };
  for (const [index, piece] of strings.entries()) {
    if (index > 0 && place.inside === 'tag' && /^[\w=-]/.test(piece)) throw new TypeError('a hole inside a name');
    place = readOn(place, piece);
    if (index < strings.length - 1) holes.push(holeAt(place, piece));
  }
  if (place.inside !== 'text') throw new TypeError('a template ends inside a tag');
  return holes;
}

interface Place {
  readonly inside: 'text' | 'tag' | 'value';
  /** The name of the attribute that is open. */
  readonly attribute: string;
}

/** What may not be open at a hole, or at all: escaping for HTML means nothing there. */
const FORBIDDEN = /<(?:script(?![^>]*\bsrc=)|style)\b|<!--/i;
const TAG_OR_TEXT = /<\/?[a-zA-Z!]|>|"|'/g;

function readOn(from: Place, piece: string): Place {
  if (FORBIDDEN.test(piece)) throw new TypeError('no scripts, styles or comments in templates: use files');
  let { inside, attribute } = from;
  for (const match of piece.matchAll(TAG_OR_TEXT)) {
    const [mark] = match;
    if (inside === 'text') {
      if (mark.startsWith('<')) inside = 'tag';
    } else if (inside === 'tag') {
      if (mark === "'") throw new TypeError('attributes go in double quotes');
      if (mark === '>') inside = 'text';
      if (mark === '"') {
        inside = 'value';
        attribute = /([\w:-]+)=$/.exec(piece.slice(0, match.index))?.[1] ?? '';
      }
    } else if (mark === '"') {
      inside = 'tag';
    }
  }
  return { inside, attribute };
}

function holeAt({ inside, attribute }: Place, piece: string): Hole {
  if (inside === 'text') {
    if (/<\/?$/.test(piece)) throw new TypeError('the name of a tag is a constant');
    return 'text';
  }
  if (inside === 'value') {
    if (/^(?:on|style$|srcdoc$)/.test(attribute)) throw new TypeError(`no values in ${attribute}`);
    const begins = piece.endsWith('"');
    return begins && /^(?:href|src|action|formaction)$/.test(attribute) ? 'address' : 'attribute';
  }
  if (!/\s$/.test(piece)) throw new TypeError('a hole inside a tag stands apart, and takes attribute()');
  return 'tag';
}
