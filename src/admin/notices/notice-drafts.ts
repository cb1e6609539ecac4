import type { NanoUsd } from '../../ledger/money.ts';
import type { NoticeDraft } from '../../store/notice-store.ts';

/** What other parts notice; each goes to NoticeStore.addNotice, which says it once. Instants are ms UTC. */

/** Once until there is a newer backup. @param lastAt of the last backup; null: there is none */
export function backupOldNotice(lastAt: number | null): NoticeDraft {
  return { facts: { kind: 'backup_old', lastAt }, classId: null, onceKey: `backup_old ${lastAt ?? 'none'}` };
}

export function moneyRequestNotice(request: {
  readonly requestId: number;
  readonly studentId: number;
  readonly classId: number | null;
  readonly amount: NanoUsd;
}): NoticeDraft {
  const { classId, requestId } = request;
  return { facts: { kind: 'money_request', ...request }, classId, onceKey: `money_request ${requestId}` };
}
