import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface StepOptions {
  readonly cwd?: string;
  /** It is ended after so long, ms. */
  readonly timeout: number;
}

/** Runs a program to its end. @throws Error with what it said, when it fails or is not there */
export async function step(program: string, args: readonly string[], options: StepOptions): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${output.join('').trim()}`);
}
