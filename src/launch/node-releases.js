import { readFileSync } from 'node:fs';

// JavaScript like all of this folder, so that a Node that cannot read TypeScript can run it. The types are beside it.

const FILE = new URL('../../config/node-releases.json', import.meta.url);

/** The last security release of Node: its day, and per line that gets fixes the first version that has them. */
export const NODE_RELEASES = JSON.parse(readFileSync(FILE, 'utf8'));

/** Whether a version ("24.22.1", "v24.22.1") has the fixes of that release. */
export function isPatched(version) {
  const { fixedIn } = NODE_RELEASES;
  const [major = 0] = numbersOf(version);
  const floor = fixedIn[major];
  // A line that began after the release has its fixes. An older line that is not listed gets no fixes.
  if (floor === undefined) return major > Math.max(...Object.keys(fixedIn).map(Number));
  return compareVersions(version, floor) >= 0;
}

/** Below 0 when `a` is the older one. */
export function compareVersions(a, b) {
  const others = numbersOf(b);
  const differences = numbersOf(a).map((number, at) => number - (others[at] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** Anything that is no version counts as the oldest one. */
function numbersOf(version) {
  const [, ...numbers] = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [null, 0, 0, 0];
  return numbers.map(Number);
}
