/** What a replica is told to do; each has one answer. */
export type Command =
  | { readonly kind: 'call'; readonly store: string; readonly method: string; readonly values: readonly unknown[] }
  | ({ readonly kind: 'load' } & Load)
  | { readonly kind: 'kill-at'; readonly point: KillPoint; readonly nth: number }
  | { readonly kind: 'problem' }
  | { readonly kind: 'export' }
  | { readonly kind: 'close' };

/** Where a replica ends itself: at the nth of these after it was told to. */
export type KillPoint = 'after-send' | 'before-answer' | 'before-log' | 'after-log';

/** Calls for a while: either so many a second, or so many at once. */
export interface Load {
  readonly perSecond?: number;
  readonly inFlight?: number;
  readonly ms: number;
  /** Ids of students from 1 on. */
  readonly students: number;
  /** nano-USD. */
  readonly hold: number;
  /** From the hold to the settlement, ms, on average; null: it stays open. */
  readonly settleAfterMs: number | null;
  /** nano-USD; absent: a part of the hold that differs from call to call. */
  readonly cost?: number;
  /** The first calls are not counted, ms: caches are filled then. */
  readonly warmUpMs?: number;
  /** Ends after so many calls; only with `inFlight`. They go to one student after the other. */
  readonly calls?: number;
  /** Ends when a call is refused. */
  readonly untilRefused?: boolean;
}

export interface LoadReport {
  readonly offered: number;
  readonly held: number;
  readonly refused: number;
  readonly settled: number;
  /** Calls and settlements that neither resolved nor rejected for a long time. */
  readonly unanswered: number;
  /** Rejections by their message, without its numbers. */
  readonly failed: Readonly<Record<string, number>>;
  /** From the instant that a call was due to its hold, ms; without those of the warm-up. */
  readonly latencies: readonly number[];
  /** Of the time that was measured: without the warm-up. */
  readonly measuredMs: number;
  readonly cpuMs: number;
}

export interface ReplicaOptions {
  /** postgres://..., or the path of a SQLite database. */
  readonly database: string;
  readonly answerLog: string;
  /** It is never killed: what was told is written when a load ends. */
  readonly logsLate?: boolean;
  /** What its clock is off, ms. */
  readonly clockShiftMs?: number;
  /** Leaves out what makes a group durable: a test must find that. */
  readonly withoutFlush?: boolean;
  /** Each call has a transaction of its own. */
  readonly withoutGroups?: boolean;
}

export type CommandAnswer =
  | { readonly number: number; readonly result: unknown }
  | { readonly number: number; readonly error: { readonly name: string; readonly message: string } };
