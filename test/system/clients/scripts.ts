import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Result } from './matrix.ts';

const PATIENCE_MS = 150_000;

export interface ScriptRun {
  readonly results: readonly Result[];
  /** What it printed that is no result: a script that broke says why here. */
  readonly noise: string;
  readonly code: number | null;
}

/** Runs one client's script to its end and gathers its results, a line of JSON each. */
export async function runScript(command: readonly string[], env: Readonly<Record<string, string>>): Promise<ScriptRun> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...env },
    timeout: PATIENCE_MS,
  });
  const results: Result[] = [];
  const noise: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => noise.push(text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const result = resultIn(line);
    if (result === null) noise.push(`${line}\n`);
    else results.push(result);
  });
  const [code] = await once(child, 'close');
  return { results, noise: noise.join(''), code };
}

function resultIn(line: string): Result | null {
  if (!line.startsWith('{"endpoint":') && !line.startsWith('{"endpoint": ')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
