/** A source text, taken apart just far enough to check rules on it. */
export interface SourceScan {
  /** The text with comments and the insides of strings blanked; line breaks kept. */
  readonly code: string;
  readonly comments: readonly string[];
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typesOnly: boolean;
}

type Kind = 'code' | 'string' | 'comment';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

export function scanSource(text: string): SourceScan {
  const tokens = tokensOf(text);
  return {
    code: tokens.map((token) => (token.kind === 'code' ? token.text : blanked(token))).join(''),
    comments: tokens.filter((token) => token.kind === 'comment').map((token) => token.text),
    imports: importsOf(tokens),
  };
}

/** `import`, `export ... from`, `import('...')` and `require('...')`: a string right after one of these words. */
function importsOf(tokens: readonly Token[]): Import[] {
  const found: Import[] = [];
  let before = '';
  for (const token of tokens) {
    if (token.kind === 'code') before += token.text;
    if (token.kind !== 'string') continue;
    const clause = before.match(/\b(?:import|export)\b(?<names>(?:(?!\b(?:import|export)\b)[^;()])*)\bfrom\s*$/);
    const bare = /\b(?:import|require)\s*\(?\s*$/.test(before);
    if (clause || bare) {
      found.push({ specifier: token.text.slice(1, -1), typesOnly: isTypesOnly(clause?.groups?.names) });
    }
    before = '';
  }
  return found;
}

/** `import type {..}`, or braces in which every name is a type. */
function isTypesOnly(names: string | undefined): boolean {
  if (names === undefined) return false;
  if (/^\s+type\b(?!\s*,)/.test(names)) return true;
  const listed = names.match(/^\s*\{(.*)\}\s*$/s)?.[1];
  if (listed === undefined) return false;
  const parts = listed.split(',').map((part) => part.trim());
  return parts.every((part) => part === '' || /^type\s/.test(part));
}

function blanked({ kind, text }: Token): string {
  const inside = kind === 'string' ? text.slice(1, -1) : text;
  const blank = inside.replace(/[^\n]/g, ' ');
  return kind === 'string' ? `${text.charAt(0)}${blank}${text.charAt(0)}` : blank;
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const TEMPLATE_PIECE = /[`}](?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** After one of these a slash begins a regular expression, not a division. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|=>|\breturn|\btypeof|\bcase)\s*$/;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  /** For each template that is open: how many braces are open inside its ${}. */
  const templates: number[] = [];
  let code = '';
  const flush = (): void => {
    if (code !== '') tokens.push({ kind: 'code', text: code });
    code = '';
  };
  const take = (kind: Kind, piece: string): number => {
    flush();
    tokens.push({ kind, text: piece });
    return piece.length;
  };
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    const comment = matchAt(COMMENT, text, at);
    const quoted = matchAt(QUOTED, text, at);
    const closes = character === '}' && templates.at(-1) === 0;
    const piece = character === '`' || closes ? matchAt(TEMPLATE_PIECE, text, at) : null;
    const regex = character === '/' && BEFORE_REGEX.test(code.slice(-40)) ? matchAt(REGEX, text, at) : null;
    if (comment !== null) at += take('comment', comment);
    else if (quoted !== null) at += take('string', quoted);
    else if (piece !== null) {
      if (closes) templates.pop();
      if (piece.endsWith('${')) templates.push(0);
      at += take('string', piece);
    } else if (regex !== null) at += take('string', regex);
    else {
      const open = templates.pop();
      if (open !== undefined) templates.push(open + (character === '{' ? 1 : character === '}' ? -1 : 0));
      code += character;
      at += 1;
    }
  }
  flush();
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
