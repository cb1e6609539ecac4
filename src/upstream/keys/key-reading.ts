import type { UpstreamKey } from '../upstream-key.ts';

/** Why a key could not be read again. */
export type KeyProblem = 'gone' | 'empty' | 'malformed' | 'unreadable';

/** What is in the place of one key now. */
export interface KeyReading {
  /** null: as before, as far as is known. */
  readonly key: UpstreamKey | null;
  readonly problem: KeyProblem | null;
}

export interface ProviderReading {
  readonly provider: string;
  /** In the order of its keys. */
  readonly keys: readonly KeyReading[];
}

/** Reads every key again. What is there counts only when two readings find it: the first may find half a key. Never rejects. */
export type ReadKeys = () => Promise<readonly ProviderReading[]>;
