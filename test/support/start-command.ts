import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '../../package.json');

/** What `npm start` runs, in the project's folder, with the Node that runs this. */
export function startCommand(...args: string[]): string[] {
  const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { scripts: { start: string } };
  return [process.execPath, ...scripts.start.split(' ').slice(1), ...args];
}
