import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { step } from './step.ts';

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
  await step(python, ['-m', 'venv', folder], { timeout: patienceMs });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
  await step(interpreter, [...pip, '--requirement', pinned], { timeout: patienceMs });
  return interpreter;
}

/** The command that runs a script beside this file. */
export function pythonCommand(interpreter: string, script: string): string[] {
  return [interpreter, '-u', join(import.meta.dirname, script)];
}
