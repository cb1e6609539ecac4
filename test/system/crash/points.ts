/** Where a process can be told to end itself. */
export type FaultPoint =
  | 'before-hold-commit'
  | 'after-hold-commit'
  | 'before-upstream-bytes'
  | 'upstream-first-byte'
  | 'after-first-bytes-passed-on'
  | 'upstream-last-byte'
  | 'between-settlement-statements'
  | 'before-settlement-commit'
  | 'after-settlement-commit'
  | 'before-recovery-commit'
  | 'after-recovery-commit';

/** The process ends when it is at the point for the nth time, from 1, after it was armed. */
export interface Arming {
  readonly point: FaultPoint;
  readonly nth: number;
}

export interface KillPlan {
  readonly name: FaultPoint | 'any-instant';
  /** A hold is certainly open at that point, so the next start must find one. */
  readonly leavesHold: boolean;
}

/** Random instants come again and again between the named points. The middle of a commit: see cut-log.ts. */
export const KILL_PLANS: readonly KillPlan[] = [
  { name: 'any-instant', leavesHold: false },
  { name: 'before-hold-commit', leavesHold: false },
  { name: 'after-hold-commit', leavesHold: true },
  { name: 'any-instant', leavesHold: false },
  { name: 'before-upstream-bytes', leavesHold: true },
  { name: 'upstream-first-byte', leavesHold: true },
  { name: 'any-instant', leavesHold: false },
  { name: 'after-first-bytes-passed-on', leavesHold: true },
  { name: 'upstream-last-byte', leavesHold: true },
  { name: 'any-instant', leavesHold: false },
  { name: 'between-settlement-statements', leavesHold: true },
  { name: 'before-settlement-commit', leavesHold: true },
  { name: 'any-instant', leavesHold: false },
  { name: 'after-settlement-commit', leavesHold: false },
  { name: 'before-recovery-commit', leavesHold: true },
  { name: 'after-recovery-commit', leavesHold: true },
];
