import type { NanoUsd } from '../ledger/money.ts';
import {
  centsToNano,
  judgeProjectLimit,
  MAX_PROJECT_LIMIT_CENTS,
  nanoToCents,
  type ProjectLimitCheck,
  type ProjectLimitReading,
  type ProjectLimitState,
  suggestedProjectLimit,
} from '../ledger/project-limit.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import type { ProjectLimitService } from './project-limit-service.ts';

export interface ProjectLimitFacts {
  /** null: the project has none. */
  readonly limit: NanoUsd | null;
  /** The provider refuses calls of the project now. */
  readonly isReached: boolean;
  /** The wallet's limit of this month. */
  readonly promised: NanoUsd;
  readonly state: ProjectLimitState;
  readonly suggested: NanoUsd;
  /** ms UTC. */
  readonly at: number;
}

type Deps = Pick<AdminServices, 'projectLimit' | 'store' | 'now'>;

/** Asks the provider now. @throws AdminError admin_key_missing, project_limit_unreadable */
export async function readProjectLimit({ projectLimit }: Pick<Deps, 'projectLimit'>): Promise<ProjectLimitFacts> {
  if (projectLimit === null) throw new AdminError({ code: 'admin_key_missing' });
  return factsOrThrow(await projectLimit.check());
}

/**
 * Sets the limit at the provider. The audit gets what it was and what it is.
 * @throws AdminError admin_key_missing, project_limit_out_of_range, project_limit_unreadable
 */
export async function setProjectLimit(limit: NanoUsd, actor: Actor, deps: Deps): Promise<ProjectLimitFacts> {
  const { projectLimit, store, now } = deps;
  const cents = checkCents(limit);
  if (projectLimit === null) throw new AdminError({ code: 'admin_key_missing' });
  const before = factsOrThrow(await projectLimit.check());
  const after = factsOrThrow(await setOrLook(projectLimit, cents));
  await store.journal.noteProjectLimitSet(before.limit, centsToNano(cents), changeBy(actor, now()));
  return after;
}

/** Without an answer, the provider may have set it: what it says now decides. */
async function setOrLook(service: ProjectLimitService, cents: number): Promise<ProjectLimitCheck> {
  const done = await service.set(cents);
  if (!('unreadable' in done.reading) || done.reading.unreadable !== 'unreachable') return done;
  const seen = await service.check();
  return limitIn(seen.reading)?.cents === cents ? seen : done;
}

function limitIn(reading: ProjectLimitReading) {
  return 'unreadable' in reading ? null : reading.limit;
}

/** null: it is not known now. */
export function projectLimitFacts({ at, reading, promised }: ProjectLimitCheck): ProjectLimitFacts | null {
  if ('unreadable' in reading) return null;
  const { limit } = reading;
  return {
    limit: limit === null ? null : centsToNano(limit.cents),
    isReached: limit?.isReached ?? false,
    state: judgeProjectLimit(limit, promised),
    suggested: suggestedProjectLimit(promised),
    ...{ promised, at },
  };
}

function factsOrThrow(check: ProjectLimitCheck): ProjectLimitFacts {
  const facts = projectLimitFacts(check);
  if (facts !== null) return facts;
  const reason = 'unreadable' in check.reading ? check.reading.unreadable : 'unexpected';
  throw new AdminError({ code: 'project_limit_unreadable', reason });
}

function checkCents(limit: NanoUsd): number {
  const cents = nanoToCents(limit);
  if (cents !== null && cents >= 1 && cents <= MAX_PROJECT_LIMIT_CENTS) return cents;
  throw new AdminError({ code: 'project_limit_out_of_range', max: centsToNano(MAX_PROJECT_LIMIT_CENTS) }, ['limit']);
}
