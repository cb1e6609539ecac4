import type { SqlWork } from '../sql-work.ts';
import type { Settings } from './settings.ts';

export interface Finding {
  /** ms UTC. */
  readonly at: number;
  readonly text: string;
}

const PREFIX = 'finding ';

export function* readFinding(settings: Settings, name: string): SqlWork<Finding | null> {
  const stored = yield* settings.get(PREFIX + name);
  return stored === null ? null : (JSON.parse(stored) as Finding);
}

/** Inside a transaction. */
export function* noteFinding(settings: Settings, name: string, finding: Finding): SqlWork<void> {
  const known = yield* readFinding(settings, name);
  if (known === null || known.at < finding.at) yield* settings.set(PREFIX + name, JSON.stringify(finding));
}
