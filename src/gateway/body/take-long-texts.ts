import { randomBytes } from 'node:crypto';
import { isImageDataUrl } from '../../endpoints/parameters/image-url.ts';
import { LongText } from '../../upstream/json/long-text.ts';
import { TextScanner } from './text-scanner.ts';

/** A body whose long texts were taken out. */
export interface TakenTexts {
  /** The body with a mark in place of each of them. */
  readonly rest: string;
  readonly longTexts: readonly LongText[];
}

/** To take a shorter text out costs as much as to parse and write it. */
export const MIN_LONG_TEXT_BYTES = 8192;
/** A body with fewer bytes for each of its other texts is as soon parsed. */
const MIN_BYTES_PER_TEXT = 512;

const COLON = 0x3a;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BLANKS: ReadonlySet<number | undefined> = new Set(Buffer.from(' \t\r\n'));

/** Names of content. Under others a text is interpreted; it would only be put back. */
const CONTENT_NAMES: ReadonlySet<string> = new Set([
  ...['content', 'text', 'url', 'image_url', 'input', 'output', 'prompt'],
]);

/** No client can send it: it is random in each process, and is nowhere but in the rest of a body. */
const MARK = randomBytes(24).toString('hex');

/** Which long text a parsed text stands for; -1: none. */
export function indexOfMark(text: string): number {
  return text.startsWith(MARK) ? Number(text.slice(MARK.length)) : -1;
}

/**
 * Takes long texts out of a body before it is parsed, so that neither the scan nor the parser nor the writer goes over
 * their bytes. It takes only literals that are the same bytes after they are parsed and written anew: what goes upstream
 * is still, byte for byte, the checked object, written anew. null: there are none.
 */
export function takeLongTexts(body: Buffer): TakenTexts | null {
  const lastOpen = body.length - MIN_LONG_TEXT_BYTES;
  if (lastOpen <= 0) return null;
  const scanner = new TextScanner(body);
  const longTexts: LongText[] = [];
  let others = body.length / MIN_BYTES_PER_TEXT;
  let rest = '';
  let restFrom = 0;
  let before: readonly [open: number, close: number] = [0, 0];
  let open = scanner.open(0);
  while (open !== -1 && open < lastOpen && others > 0) {
    const close = scanner.close(open);
    if (close === -1) break;
    const text = close - open > MIN_LONG_TEXT_BYTES ? new LongText(body.subarray(open, close + 1)) : null;
    if (text !== null && mayBeContent(body, open, close, before) && isCanonical(text, scanner)) {
      rest += `${body.toString('utf8', restFrom, open)}"${MARK}${longTexts.length}"`;
      longTexts.push(text);
      restFrom = close + 1;
    } else others--;
    before = [open, close];
    open = scanner.open(close + 1);
  }
  return longTexts.length === 0 ? null : { rest: rest + body.toString('utf8', restFrom), longTexts };
}

/** Whether JSON.stringify would write the text with the same bytes. An image is base64, which needs no other check. */
function isCanonical(text: LongText, scanner: TextScanner): boolean {
  return isImageDataUrl(text) || scanner.isLastCanonical();
}

/** Whether the text is in a list, or has a name of content; not a name itself. @param before the text before it */
function mayBeContent(
  body: Buffer,
  open: number,
  close: number,
  [start, end]: readonly [open: number, close: number],
): boolean {
  let at = open - 1;
  while (BLANKS.has(body[at])) at--;
  if (body[at] === COLON) return CONTENT_NAMES.has(body.toString('latin1', start + 1, end));
  return body[at] === BRACKET || (body[at] === COMMA && !isName(body, close));
}

function isName(body: Buffer, close: number): boolean {
  let at = close + 1;
  while (BLANKS.has(body[at])) at++;
  return body[at] === COLON;
}
