import { type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const VISIBLE: SpawnSyncOptions = { stdio: ['ignore', 'inherit', 'inherit'] };

/** The name of a Python that can make virtual environments, or null. */
export function findPython(): string | null {
  const usable = (name: string) => spawnSync(name, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
  return ['python3', 'python'].find(usable) ?? null;
}

/** Makes a virtual environment with the pinned clients. Returns its interpreter. @throws Error when pip fails */
export function makePython(python: string, folder: string): string {
  const interpreter = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const requirements = join(import.meta.dirname, 'requirements.txt');
  console.log('installing the Python clients into a temporary environment');
  step(python, ['-m', 'venv', folder]);
  step(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
  return interpreter;
}

/** Runs one script beside this file, without blocking the proxy that it talks to. True when it ended well. */
export async function runScript(interpreter: string, script: string, env: Record<string, string>): Promise<boolean> {
  const child = spawn(interpreter, ['-u', join(import.meta.dirname, script)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1', ...env },
    timeout: 120_000,
  });
  const [code] = await once(child, 'close');
  return code === 0;
}

function step(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, VISIBLE);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
}
