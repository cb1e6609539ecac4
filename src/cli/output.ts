import { formatUsd, NANO_PER_USD } from '../ledger/money.ts';
import { plainLine } from './safe-text.ts';

type Cell = string | number | null | undefined;

/** `usd` cells are the API's USD numbers; a column has one precision. --json has them to the nano-dollar. */
export interface Column<Row> {
  readonly title: string;
  readonly kind?: 'text' | 'count' | 'usd' | 'instant';
  readonly cell: (row: Row) => Cell;
}

const MISSING = '-';
/** Of a dollar, in tables: a call costs some millionths. */
const MAX_PLACES = 6;
const GAP = '  ';
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Two columns wide on a terminal (Unicode UAX #11: W and F); half-width Hangul and katakana are not. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** Terminal columns that a text takes; "김지우" takes six. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (WIDE.test(segment) || segment.includes('\ufe0f')) width += 2;
    else if (!INVISIBLE.test(segment)) width += 1;
  }
  return width;
}

/** A USD number from the API -> exact decimal digits, never an exponent: 5e-7 -> "0.0000005". */
export function formatDecimalUsd(usd: number): string {
  return formatUsd(Math.round(usd * NANO_PER_USD));
}

/** For sentences about single amounts: exact, with cents at least; 0.5 -> "0.50". */
export function formatExactUsd(usd: number): string {
  const decimal = formatDecimalUsd(usd);
  const missing = Math.max(0, 2 - fractionOf(decimal).length);
  return missing === 2 ? `${decimal}.00` : decimal + '0'.repeat(missing);
}

/** For sentences and lists of amounts: as many decimal places as it has, at most MAX_PLACES. */
export function formatShortUsd(usd: number): string {
  const text = roundedUsd(usd, MAX_PLACES);
  return text.replace(/\.?0+$/, '');
}

/** An ISO instant -> minutes on the reader's own clock, with its offset. @param timeZone default: the machine's */
export function formatLocalInstant(iso: string, timeZone?: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return plainLine(iso);
  const formatted = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(instant);
  const part = (type: string) => formatted.find((each) => each.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${offset}`;
}

/** A table for people: every cell is cleaned of control characters, numbers stand right. No trailing spaces. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const blocks = columns.map((column) => {
    const cells = [column.title, ...alignedCells(column, rows)];
    const width = Math.max(...cells.map(textWidth));
    const right = column.kind === 'count' || column.kind === 'usd';
    return cells.map((cell) => pad(cell, width, right));
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, line) =>
    blocks
      .map((block) => block[line] ?? '')
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Named values, one a line: "time zone  Asia/Seoul". */
export function formatDetails(pairs: readonly (readonly [name: string, value: Cell])[]): string {
  const width = Math.max(...pairs.map(([name]) => textWidth(name)));
  return pairs.map(([name, value]) => `${pad(name, width, false)}${GAP}${textCell(value)}\n`).join('');
}

/**
 * The API's JSON, indented, its values untouched. Numbers with an exponent (5e-7 USD) are spelled out, for the tools
 * that cannot read them; C1 controls are escaped, because JSON leaves them raw and a terminal obeys them.
 */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    // A string cannot match: it ends its line with a quote.
    .replace(/(?<=[:\s])-?\d+(?:\.\d+)?e-\d+(?=,?$)/gm, spelledOut)
    .replace(/[\u007f-\u009f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${text}\n`;
}

function spelledOut(number: string): string {
  const decimal = formatDecimalUsd(Number(number));
  return Number(decimal) === Number(number) ? decimal : number;
}

function alignedCells<Row>(column: Column<Row>, rows: readonly Row[]): string[] {
  const cells = rows.map((row) => column.cell(row));
  if (column.kind === 'usd') return alignedUsd(cells);
  return cells.map((cell) => {
    return column.kind === 'instant' && typeof cell === 'string' ? formatLocalInstant(cell) : textCell(cell);
  });
}

/** As many decimal places as the cells have, from 2 to MAX_PLACES. */
function alignedUsd(cells: readonly Cell[]): string[] {
  const fractions = cells.map((cell) => (typeof cell === 'number' ? fractionOf(formatDecimalUsd(cell)).length : 0));
  const places = Math.min(MAX_PLACES, Math.max(2, ...fractions));
  return cells.map((cell) => (typeof cell === 'number' ? roundedUsd(cell, places) : MISSING));
}

/** What is too small to be shown is not nothing: "<0.000001". */
function roundedUsd(usd: number, places: number): string {
  const least = 10 ** -places;
  if (usd > 0 && usd < least) return `<${least.toFixed(places)}`;
  if (usd < 0 && usd > -least) return `>-${least.toFixed(places)}`;
  // In whole units of the last place: 0.3799995 has no exact binary form.
  const unit = NANO_PER_USD / 10 ** places;
  return (Math.round(Math.round(usd * NANO_PER_USD) / unit) / 10 ** places).toFixed(places);
}

function fractionOf(decimal: string): string {
  return decimal.split('.')[1] ?? '';
}

function textCell(cell: Cell): string {
  if (cell === null || cell === undefined) return MISSING;
  return plainLine(String(cell)) || MISSING;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return right ? space + text : text + space;
}
