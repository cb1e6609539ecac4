/** Advisory locks of jigap. Each has a number of its own: who waits for one must not wait for another. */

/** Several replicas may start at once: one of them applies a migration. */
export const MIGRATION_LOCK = 7_141_790_100;

/** Who has it may change the ledger: one transaction at a time, of whichever replica. */
export const LEDGER_LOCK = 7_141_790_101;

/** Who has it may count what students send: no call that is refused waits for the ledger. */
export const TRAFFIC_LOCK = 7_141_790_102;

/** Who has it makes partitions of usage_records. */
export const PARTITION_LOCK = 7_141_790_103;

/** Tells at a start whether a connection stays with its session: where it does not, a pooler may keep it for ever. */
export const SESSION_LOCK = 7_141_790_104;

/** Who has it sums days that are over. */
export const CLOSED_DAYS_LOCK = 7_141_790_105;

/** With the slot of a replica: held by its ledger connection as long as that lives. */
export const SLOT_LOCKS = 714_179;

/** In the place of a slot: held by the replica that does what is done once for all. No slot is 0. */
export const LEADER = 0;
