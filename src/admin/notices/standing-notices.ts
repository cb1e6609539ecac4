import type { ModelPolicy } from '../../access/model-policy.ts';
import type { LastModelCheck } from '../../ledger/model-fallbacks.ts';
import type { NoticeDraft } from '../../store/notice-store.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { backupNotices } from './backup-notices.ts';
import { modelNotices } from './model-notices.ts';
import { moneyRequestNotices } from './money-request-notices.ts';

export interface StandingNoticesDeps extends Pick<AdminDeps, 'store' | 'now'> {
  readonly policy: () => ModelPolicy;
  readonly lastModelCheck: LastModelCheck;
  /** Between two backups of the schedule; 0: there is none. */
  readonly backupEveryMs: number;
}

/** What the owner must know of models, backups and students who wait, said before or not. */
export async function standingNotices(deps: StandingNoticesDeps): Promise<NoticeDraft[]> {
  const ofModels = modelNotices(deps.policy(), deps.lastModelCheck, deps.now());
  const ofBackups = await backupNotices(deps.backupEveryMs, deps);
  return [...ofModels, ...ofBackups, ...(await moneyRequestNotices(deps))];
}
