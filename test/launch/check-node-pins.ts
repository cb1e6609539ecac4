import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPatched } from '../../src/launch/node-releases.js';
import { betterVersion, pinsOf } from './node-pins.ts';

/**
 * Asks the registry, through npm, whether there is a newer Node than the one that package.json pins. Needs a network, so
 * it is no part of `npm test`.
 */
const PACKAGE = join(import.meta.dirname, '../../package.json');
const { optionalDependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8'));

for (const { name, version } of pinsOf(optionalDependencies)) {
  const better = betterVersion(version, versionsOf(name));
  const note = isPatched(version) ? '' : ' (without the fixes of the last security release)';
  if (better === null) {
    console.log(`ok - ${name} ${version}${note}: the registry has no better one`);
  } else {
    console.log(`not ok - ${name} ${version}${note}: pin ${better} in package.json, then run npm install`);
    process.exitCode = 1;
  }
}

function versionsOf(name: string): string[] {
  const json = execFileSync('npm', ['view', name, 'versions', '--json'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const versions: unknown = JSON.parse(json);
  // npm says a single one without a list.
  return Array.isArray(versions) ? versions.map(String) : [String(versions)];
}
