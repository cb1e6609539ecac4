import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'node');

/**
 * Installs what ./node/package-lock.json says, unless that is there already. The product's own package.json stays as
 * small as the product. @throws Error when npm fails
 */
export async function installNodeClients(): Promise<void> {
  const stamp = join(FOLDER, 'node_modules', '.installed-lock');
  const lock = readFileSync(join(FOLDER, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('installing the Node clients');
  // Through a shell because npm is a script on Windows.
  const child = spawn('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', {
    ...{ cwd: FOLDER, shell: true, stdio: ['ignore', 'ignore', 'inherit'] },
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm ci in test/clients/node ended with ${code}`);
  writeFileSync(stamp, lock);
}

/** The command that runs a script of ./node on the Node that runs this. */
export function nodeCommand(script: string): string[] {
  return [process.execPath, join(FOLDER, script)];
}
