import type { ProjectLimitCheck } from '../ledger/project-limit.ts';

/** The provider's limit on the project, as it is watched. Neither sets anything that the owner did not ask for. */
export interface ProjectLimitService {
  /** The last reading; null: there was none yet. */
  readonly last: () => ProjectLimitCheck | null;
  readonly check: () => Promise<ProjectLimitCheck>;
  readonly set: (cents: number) => Promise<ProjectLimitCheck>;
}
