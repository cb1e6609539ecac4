import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what the package-lock.json of a folder beside this file says, unless that is there already. The product's own
 * package.json stays as small as the product. @throws Error when npm fails
 */
export async function installNodeClients(folder: string): Promise<void> {
  const path = join(import.meta.dirname, folder);
  const stamp = join(path, 'node_modules', '.installed-lock');
  const lock = readFileSync(join(path, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log(`installing the Node clients of ${folder}`);
  // Through a shell because npm is a script on Windows.
  const child = spawn('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', {
    ...{ cwd: path, shell: true, stdio: ['ignore', 'ignore', 'inherit'] },
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm ci in test/clients/${folder} ended with ${code}`);
  writeFileSync(stamp, lock);
}

/** The command that runs a script of a folder beside this file on the Node that runs this. */
export function nodeCommand(folder: string, script: string): string[] {
  return [process.execPath, join(import.meta.dirname, folder, script)];
}
