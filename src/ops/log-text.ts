import { stripVTControlCharacters } from 'node:util';

/** What pino writes in each line; everything else is of the line's own. */
interface LogLine {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string };
}

/** pino's numbers. A line of normal work needs no word. */
const LEVEL_NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/**
 * A line of the log for people: "14:03:07 call model=gpt-3.5-turbo outcome=ok ...". It is made of the JSON that the log
 * would have had, so it can say nothing that the JSON does not. What is no JSON stays as it is.
 */
export function formatLogLine(json: string): string {
  const line = parseLine(json);
  if (line === null) return `${plain(json.trimEnd())}\n`;
  const { level, time, msg, err, ...fields } = line;
  const words = [clockTime(time), LEVEL_NAMES[level], msg, ...Object.entries(fields).map(fieldText), err?.message];
  const head = words.filter((word) => word !== undefined && word !== '').map((word) => plain(String(word)));
  return [head.join(' '), ...stackLines(err?.stack)].join('\n').concat('\n');
}

function parseLine(json: string): LogLine | null {
  try {
    const line: unknown = JSON.parse(json);
    return typeof line === 'object' && line !== null && 'time' in line ? (line as LogLine) : null;
  } catch {
    return null;
  }
}

function clockTime(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** What is missing is left out. Texts with spaces are quoted, so that one field cannot look like another. */
function fieldText([name, value]: [string, unknown]): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return `${name}=${value}`;
  return `${name}=${JSON.stringify(value)}`;
}

/** Its first line says again what the message says. */
function stackLines(stack: string | undefined): string[] {
  return stack === undefined
    ? []
    : stack
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .map(plain);
}

/** One line that cannot steer a terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}
