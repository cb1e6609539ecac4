import type { AccessStore } from './access-store.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { BackupStore } from './backup-store.ts';
import type { ClaimLinkStore } from './claim-link-store.ts';
import type { ClusterStore } from './cluster-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { DiagnosticsStore } from './diagnostics-store.ts';
import type { ExportStore } from './export-store.ts';
import type { ForgettingStore } from './forgetting-store.ts';
import type { JoinStore } from './joining.ts';
import type { JournalStore } from './journal-store.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { MoneyRequestStore } from './money-request-store.ts';
import type { NoticeChannelStore } from './notice-channel-store.ts';
import type { NoticeStore } from './notice-store.ts';
import type { RecordStore } from './record-store.ts';
import type { SessionStore } from './session-store.ts';
import type { TrafficStore } from './traffic-store.ts';

/** Where jigap stores everything. Every method is one transaction, durable when its promise resolves. Instants are ms UTC. */
export interface Store {
  readonly access: AccessStore;
  readonly archive: ArchiveStore;
  readonly forgetting: ForgettingStore;
  readonly claimLinks: ClaimLinkStore;
  readonly joining: JoinStore;
  readonly ledger: LedgerStore;
  readonly moneyRequests: MoneyRequestStore;
  readonly records: RecordStore;
  readonly journal: JournalStore;
  readonly notices: NoticeStore;
  readonly noticeChannels: NoticeChannelStore;
  readonly deliveries: DeliveryStore;
  readonly sessions: SessionStore;
  readonly backups: BackupStore;
  readonly exports: ExportStore;
  readonly diagnostics: DiagnosticsStore;
  readonly cluster: ClusterStore;
  /** null: all calls come through this process, which counts them itself. */
  readonly traffic: TrafficStore | null;
  /** false: what is written now is lost with the process, because its file was deleted or replaced. */
  isInPlace(): boolean;
  /** Writes what is queued, folds the log into the database file, and lets go of the file and its lock. */
  close(): Promise<void>;
}
