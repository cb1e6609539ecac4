import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'peers');
const PORTKEY = 'node_modules/@portkey-ai/gateway';

export const PORTKEY_PROGRAM = join(FOLDER, PORTKEY, 'build/start-server.js');

/**
 * Installs what ./peers/package-lock.json says, unless that is there already: packages that only the bench needs, so
 * that an installation of jigap never sees them. Portkey's gateway answers every stream with 500 ("immutable") on later
 * versions of @hono/node-server than the one that package.json insists on. @throws Error when npm fails
 */
export async function installPeers(): Promise<void> {
  const stamp = join(FOLDER, 'node_modules', '.installed-lock');
  const lock = readFileSync(join(FOLDER, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('installing the peers');
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    ...{ cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] },
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm ci in bench/peers ended with ${code}`);
  writeFileSync(stamp, lock);
}

export function portkeyVersion(): string {
  const { version } = JSON.parse(readFileSync(join(FOLDER, PORTKEY, 'package.json'), 'utf8')) as { version: string };
  return version;
}
