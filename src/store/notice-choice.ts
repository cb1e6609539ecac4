import type { NoticeKind } from './notice-facts.ts';

/** Which notices the owner wants. Students see their own crossings whatever is chosen. */
export interface NoticeChoice {
  /** Kinds that are not noticed. What they would have been about is not said later either. */
  readonly muted: readonly NoticeKind[];
  /** At which percentages of students' budgets the owner is told; of those in THRESHOLDS. */
  readonly studentThresholds: readonly number[];
}
