/** Where a value is inserted: between tags, in attr="...", at the start of an address, or as an attribute in a tag. */
export type HtmlContext = 'text' | 'attribute' | 'address' | 'tag';

/** JavaScript passes the same array for each run of a template: it is parsed once. */
const contexts = new WeakMap<TemplateStringsArray, readonly HtmlContext[]>();

/** The context of each value of a template. @throws TypeError where no escaping is safe */
export function contextsOf(strings: TemplateStringsArray): readonly HtmlContext[] {
  const found = contexts.get(strings) ?? findContexts(strings);
  contexts.set(strings, found);
  return found;
}

function findContexts(strings: readonly string[]): HtmlContext[] {
  const found: HtmlContext[] = [];
  let state: ParserState = { inside: 'text', attribute: '' };
  for (const [index, piece] of strings.entries()) {
    if (index > 0 && state.inside === 'tag' && /^[\w=-]/.test(piece)) throw new TypeError('a value inside a name');
    state = parsePiece(state, piece);
    if (index < strings.length - 1) found.push(contextAfter(state, piece));
  }
  if (state.inside !== 'text') throw new TypeError('a template ends inside a tag');
  return found;
}

interface ParserState {
  readonly inside: 'text' | 'tag' | 'value';
  /** The name of the attribute that is open. */
  readonly attribute: string;
}

/** HTML escaping means nothing inside these. */
const FORBIDDEN = /<(?:script(?![^>]*\bsrc=)|style)\b|<!--/i;
const TAG_OR_TEXT = /<\/?[a-zA-Z!]|>|"|'/g;

function parsePiece(from: ParserState, piece: string): ParserState {
  if (FORBIDDEN.test(piece)) throw new TypeError('no scripts, styles or comments in templates: use files');
  let { inside, attribute } = from;
  for (const match of piece.matchAll(TAG_OR_TEXT)) {
    const [mark] = match;
    if (inside === 'text') {
      if (mark.startsWith('<')) inside = 'tag';
    } else if (inside === 'tag') {
      if (mark === "'") throw new TypeError('attributes need double quotes');
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

function contextAfter({ inside, attribute }: ParserState, piece: string): HtmlContext {
  if (inside === 'text') {
    if (/<\/?$/.test(piece)) throw new TypeError('the name of a tag must be a constant');
    return 'text';
  }
  if (inside === 'value') {
    if (/^(?:on|style$|srcdoc$)/.test(attribute)) throw new TypeError(`no value may be inserted into ${attribute}`);
    const begins = piece.endsWith('"');
    return begins && /^(?:href|src|action|formaction)$/.test(attribute) ? 'address' : 'attribute';
  }
  if (!/\s$/.test(piece)) throw new TypeError('inside a tag, a value needs a space before it, and attribute()');
  return 'tag';
}
