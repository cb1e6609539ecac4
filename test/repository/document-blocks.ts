import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What readers copy from: everything but ARCHITECTURE.md and the decisions, which have no commands. */
export const DOCUMENTS: readonly string[] = [
  ...['CONTRIBUTING.md', 'README.md', 'README.ko.md', 'SECURITY.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Each English document with its Korean one: README.md and README.ko.md, docs/owner.en.md and docs/owner.ko.md. */
export const PAIRS: readonly (readonly [english: string, korean: string])[] = DOCUMENTS.filter((path) =>
  path.endsWith('.ko.md'),
).map((korean) => {
  const names = [korean.replace('.ko.', '.en.'), korean.replace('.ko.', '.')];
  const english = names.find((name) => DOCUMENTS.includes(name));
  if (english === undefined) throw new Error(`${korean} has no English document: write ${names.join(' or ')}`);
  return [english, korean];
});

/** A fenced block of a document. */
export interface DocumentBlock {
  readonly document: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  /** What stands behind the fence; '' for nothing. */
  readonly language: string;
  readonly code: string;
}

/** What can be done with a block: see test/system/documents/. */
export type BlockKind = 'environment' | 'shell' | 'powershell' | 'python' | 'node' | 'caddyfile';

const KINDS: Readonly<Record<string, BlockKind>> = {
  sh: 'shell',
  powershell: 'powershell',
  python: 'python',
  js: 'node',
  caddyfile: 'caddyfile',
};

export function readDocument(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

export function blocksOf(document: string, text = readDocument(document)): DocumentBlock[] {
  const blocks: DocumentBlock[] = [];
  let open: { language: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*(?:```|~~~)(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === null) open = { language: (fence[1] ?? '').trim(), line: index + 2, lines: [] };
    else {
      blocks.push({ document, line: open.line, language: open.language, code: `${open.lines.join('\n')}\n` });
      open = null;
    }
  }
  if (open !== null) throw new Error(`${document}:${open.line}: this block has no end`);
  return blocks;
}

/** @throws Error for a block that no test could run, with what to do */
export function kindOf({ document, line, language, code }: DocumentBlock): BlockKind {
  const kind = KINDS[language];
  if (kind === undefined) {
    throw new Error(
      `${document}:${line}: "${language}" is no language that a test can run. Use one of ${Object.keys(KINDS).join(', ')}, or teach test/system/documents/ a new one.`,
    );
  }
  return kind === 'shell' && isEnvironment(code) ? 'environment' : kind;
}

/** Lines of a .env: NAME=value, and nothing that a shell would run. */
function isEnvironment(code: string): boolean {
  const lines = code.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines.length > 0 && lines.every((line) => /^[A-Z][A-Z0-9_]*=\S*$/.test(line));
}

/** The kind and the code of a block as one text, without what another language says otherwise: comments, names, words. */
export function comparableCode(block: DocumentBlock): string {
  const lines = block.code
    .replace(/\\\n\s*/g, ' ')
    .replace(/https?:\/\/[^\s"'/]+/g, 'http://ADDRESS')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s+)#.*$/, '').replace(LOCAL_SETTING, ''))
    .map((line) => line.replace(QUOTED, (text) => (WORDS.test(text.slice(1, -1)) ? '"..."' : text)))
    .map((line) => line.trim().replace(/ +/g, ' '))
    .filter((line) => line !== '');
  return `${kindOf(block)}\n${lines.join('\n')}`;
}

const QUOTED = /"[^"]*"|'[^']*'/g;
/** What people read, not programs. */
const WORDS = /[^\p{ASCII}]| |[!?.]$/u;

/** A reader in Korea sets these, and others mostly not. */
const LOCAL_SETTING = /\bJIGAP_(?:LANGUAGE|TIME_ZONE|KRW_PER_USD)=\S*/g;

export interface CommandLine {
  readonly line: number;
  /** What follows `jigap`. */
  readonly words: readonly string[];
}

/** Every call of jigap, by its own name or by npm, in blocks and in backticks. */
export function jigapCommands(document: string): CommandLine[] {
  const blocks = blocksOf(document).flatMap(({ line, code }) => codeLines(code, line));
  const inline = codeLines(readDocument(document).replace(/^```[\s\S]*?^```/gm, keepLines), 1).flatMap(
    ({ line, text }) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ line, text: code })),
  );
  return [...blocks, ...inline].flatMap(({ line, text }) => {
    const words = JIGAP.exec(text)?.[1];
    return words === undefined ? [] : [{ line, words: splitWords(words) }];
  });
}

const JIGAP =
  /^\s*(?:\$ )?(?:npm run (?:--silent )?jigap -- |docker compose exec .*\bjigap jigap |jigap (?=[a-z]))(.*)$/;

const keepLines = (text: string) => text.replace(/[^\n]/g, '');

/** With each line the lines that it goes on in, after a backslash. */
function codeLines(code: string, firstLine: number) {
  return code.split('\n').map((text, index, lines) => {
    let joined = text;
    for (let next = index + 1; joined.endsWith('\\'); next++) joined = joined.slice(0, -1) + (lines[next] ?? '');
    return { line: firstLine + index, text: joined };
  });
}

/** As a shell splits a line without variables; a comment ends it. */
function splitWords(line: string): string[] {
  return [...line.replace(/\s#.*$/, '').matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
