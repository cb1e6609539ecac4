import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The name of a Python that can make virtual environments, or null. */
export function findPython(): string | null {
  const usable = (name: string) => spawnSync(name, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
  return ['python3', 'python'].find(usable) ?? null;
}

/**
 * Makes a virtual environment with the pinned packages of a requirements file beside this one. Returns its interpreter.
 * @throws Error with what pip said, when it fails or takes longer than `patienceMs`
 */
export async function makePython(
  python: string,
  folder: string,
  requirements: string,
  patienceMs: number,
): Promise<string> {
  const interpreter = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const pinned = join(import.meta.dirname, requirements);
  console.log(`installing the Python clients of ${requirements} into a temporary environment`);
  await step(python, ['-m', 'venv', folder], patienceMs);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
  await step(interpreter, [...pip, '--requirement', pinned], patienceMs);
  return interpreter;
}

/** The command that runs a script beside this file. */
export function pythonCommand(interpreter: string, script: string): string[] {
  return [interpreter, '-u', join(import.meta.dirname, script)];
}

async function step(program: string, args: readonly string[], timeout: number): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said.trim()}`);
}
