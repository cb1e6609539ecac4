import { compareVersions, isPatched } from '../../src/launch/node-releases.js';

/** A package that carries Node, and the version of it that `npm ci` brings. */
export interface NodePin {
  readonly name: string;
  readonly version: string;
}

/** Of package.json: every optional dependency is one. */
export function pinsOf(optionalDependencies: Readonly<Record<string, string>>): NodePin[] {
  return Object.entries(optionalDependencies).map(([name, version]) => ({ name, version }));
}

/**
 * The version that a pin should be moved to; null when there is no better one. A newer one of the same line always is; one
 * of another line where it has the fixes of the last security release and the pin has not.
 * @param published every version of the package
 */
export function betterVersion(pinned: string, published: readonly string[]): string | null {
  const line = lineOf(pinned);
  const newest = (versions: readonly string[]) => [...versions].sort(compareVersions).at(-1) ?? null;
  const ofLine = newest(published.filter((version) => lineOf(version) === line));
  const patched = newest(published.filter((version) => isPatched(version) && lineOf(version) >= OLDEST_LINE));
  if (!isPatched(pinned) && patched !== null) return isPatched(ofLine ?? '') ? ofLine : patched;
  return ofLine !== null && compareVersions(ofLine, pinned) > 0 ? ofLine : null;
}

/** jigap is tested from this line of Node on. */
const OLDEST_LINE = 24;

function lineOf(version: string): number {
  return Number(version.split('.')[0]);
}
