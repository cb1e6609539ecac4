import type { ProjectLimit, ProjectLimitAccount, ProjectLimitReading } from '../ledger/project-limit.ts';
import {
  type AdminAccount,
  adminClient,
  adminErrorOf,
  adminErrorStatus,
  UnexpectedAnswerError,
} from './admin-client.ts';

export interface ProjectLimitOptions extends AdminAccount {
  /** null: it is not known to which project the real key belongs. */
  readonly project: string | null;
}

const NOT_FOUND = 404;
/** All requests of one reading together. */
const MAX_MS = 25_000;
/** What the provider may say, so that it stays a safe integer of nano-USD. */
const MAX_CENTS = 100_000_000;

/** Reads and sets a project's hard spend limit by OpenAI's admin API. */
export function projectLimitAccount(options: ProjectLimitOptions): ProjectLimitAccount {
  return {
    read: () => ask(options, readLimit),
    set: (cents) => ask(options, (account, project) => setLimit(account, project, cents)),
  };
}

async function ask(
  { project, ...account }: ProjectLimitOptions,
  act: (account: AdminAccount, project: string) => Promise<ProjectLimitReading>,
): Promise<ProjectLimitReading> {
  if (project === null) return { unreadable: 'no_project' };
  try {
    return await act(account, project);
  } catch (error) {
    return { unreadable: adminErrorOf(error) };
  }
}

/** A project without a limit and a project that does not exist both answer 404: the project itself tells them apart. */
async function readLimit(account: AdminAccount, project: string): Promise<ProjectLimitReading> {
  const { projects } = (await adminClient(account)).admin.organization;
  const signal = AbortSignal.timeout(MAX_MS);
  const limit = await orNotFound(projects.spendLimit.retrieve(project, { signal }));
  if (limit !== null) return { limit: parseLimit(limit.answer) };
  const found = await orNotFound(projects.retrieve(project, { signal }));
  return found === null ? { unreadable: 'project_not_found' } : { limit: null };
}

async function setLimit(account: AdminAccount, project: string, cents: number): Promise<ProjectLimitReading> {
  const { spendLimit } = (await adminClient(account)).admin.organization.projects;
  const body = { currency: 'USD', interval: 'month', threshold_amount: cents } as const;
  const limit = await orNotFound(spendLimit.update(project, body, { signal: AbortSignal.timeout(MAX_MS) }));
  return limit === null ? { unreadable: 'project_not_found' } : { limit: parseLimit(limit.answer) };
}

/** null: the provider answers 404. */
async function orNotFound<Answer>(answer: PromiseLike<Answer>): Promise<{ readonly answer: Answer } | null> {
  try {
    return { answer: await answer };
  } catch (error) {
    if (adminErrorStatus(error) === NOT_FOUND) return null;
    throw error;
  }
}

/** `inactive` is a limit that is not reached yet: one that is turned off does not exist. */
function parseLimit(answer: unknown): ProjectLimit {
  const {
    threshold_amount: cents,
    currency,
    interval,
    enforcement,
  }: Readonly<Record<string, unknown>> = Object(answer);
  const isAmount = Number.isSafeInteger(cents) && Number(cents) >= 0 && Number(cents) <= MAX_CENTS;
  if (!isAmount || currency !== 'USD' || interval !== 'month') throw new UnexpectedAnswerError();
  const { status }: { status?: unknown } = Object(enforcement);
  return { cents: Number(cents), isReached: status === 'enforcing' };
}
