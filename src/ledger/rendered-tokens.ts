/**
 * Providers do not show a schema to the model as it was sent. They render it anew: as TypeScript, as indented JSON, as
 * JSON in ASCII only. Its bytes therefore do not bound its tokens: `0,` in an enum is two bytes, and up to six tokens.
 *
 * This bound counts, for each character of the compact JSON, the most tokens that it becomes in any rendering. Two facts
 * carry it: a token of a byte-level BPE covers at least one byte, and indentation costs one token and one more for every
 * 64 spaces or 16 tabs. test/system/token-bound checks the second and searches for schemas that exceed the bound.
 */
export function boundRenderedTokens(json: string): number {
  let tokens = 0;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    const most = code < ASCII_CODES ? (OUTSIDE[code] as number) : ESCAPE_TOKENS;
    tokens += most;
    if (most === NUMBER_STARTS) {
      const start = at;
      let parts = 0;
      for (at += 1; at < json.length; at++) {
        const part = partOfNumber(json.charCodeAt(at));
        if (part === 0) break;
        parts |= part;
      }
      tokens += boundNumber(at - start, (parts & EXPONENT) !== 0);
      at -= 1;
    } else if (most >= CLOSING_TOKENS) {
      if (code === BRACE || code === BRACKET) depth += 1;
      tokens += indentTokens(depth);
      if (most === CLOSING_TOKENS && depth > 0) depth -= 1;
    } else if (code === QUOTE) {
      const escaped = ESCAPE_TOKENS + indentTokens(depth);
      for (at += 1; at < json.length; at++) {
        const inside = json.charCodeAt(at);
        if (inside === QUOTE) break;
        const one = inside < ASCII_CODES ? (IN_STRING[inside] as number) : ESCAPED;
        tokens += one === ESCAPED ? escaped : one;
        // `\n` is two characters here and one of the text.
        if (inside === BACKSLASH) at += 1;
      }
      tokens += 1;
    }
  }
  return tokens;
}

/**
 * Once for all schemas of a call: the text around them. The published renderings add 12 to 30 tokens; a description of
 * how to call several tools at once, which some models are given, takes some 200.
 */
export const RENDERING_FRAME_TOKENS = 256;

/** An opening bracket or a comma, then a line of its own for what follows, in a list in a comment: ` // - `. */
const LINE_TOKENS = 6;
/** A line break, the indentation, and the closing bracket. */
const CLOSING_TOKENS = 3;
/** One character as `\u0000`; also a line break in a description, which may begin a line of a comment. */
const ESCAPE_TOKENS = 6;
/** A whole number may be written as a float: `.0`. */
const FRACTION_TOKENS = 2;
/** The longest double without an exponent: a sign, `0.`, and 17 digits that end at the 340th place. */
const EXPANDED_NUMBER_TOKENS = 343;
/** Marks of the two tables. */
const NUMBER_STARTS = 0;
const ESCAPED = 0;

const ASCII_CODES = 0x7f;
const QUOTE = codeOf('"');
const BACKSLASH = codeOf('\\');
const BRACE = codeOf('{');
const BRACKET = codeOf('[');

const OUTSIDE = tableOf(['[{,', LINE_TOKENS], [']}', CLOSING_TOKENS], [':', 2], ['-0123456789', NUMBER_STARTS]);
/** Unescaped only in arguments that some parsers accept and others refuse. */
const CONTROLS = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('');
/** Writers of JSON for web pages escape more characters than JSON asks for. */
const IN_STRING = tableOf(["\\<>&'+`", ESCAPED], [CONTROLS, ESCAPED], ['/', 2]);

const EXPONENT = 2;
/** For what is part of a number, be it its last character or not. */
const IN_NUMBER = Uint8Array.from({ length: ASCII_CODES }, (_, code) => {
  const character = String.fromCharCode(code);
  if ('eE'.includes(character)) return EXPONENT;
  return Number('-+.0123456789'.includes(character));
});

function codeOf(character: string): number {
  return character.charCodeAt(0);
}

/** Tokens for each character of ASCII but the last, which is escaped as those above are: 1 by default. */
function tableOf(...rows: readonly (readonly [characters: string, tokens: number])[]): Uint8Array {
  const table = new Uint8Array(ASCII_CODES).fill(1);
  for (const [characters, tokens] of rows) for (const one of characters) table[codeOf(one)] = tokens;
  return table;
}

/** What an indentation takes beyond its first token, at up to eight spaces or a tab a level. */
function indentTokens(depth: number): number {
  return depth >> 3;
}

/** 0: not part of a number. */
function partOfNumber(code: number): number {
  return code < ASCII_CODES ? (IN_NUMBER[code] as number) : 0;
}

function boundNumber(length: number, hasExponent: boolean): number {
  const asSent = length + FRACTION_TOKENS;
  return hasExponent ? Math.max(asSent, EXPANDED_NUMBER_TOKENS) : asSent;
}
