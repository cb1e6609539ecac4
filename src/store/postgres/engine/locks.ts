/** Advisory locks of jigap; those of migrations and of the check of a server are in their files. */

/** Who has it may change the ledger: one transaction at a time, of whichever replica. */
export const LEDGER_LOCK = 7_141_790_101;

/** Who has it may count what students send: no call that is refused waits for the ledger. */
export const TRAFFIC_LOCK = 7_141_790_102;

/** With the slot of a replica: held by its ledger connection as long as that lives. */
export const SLOT_LOCKS = 714_179;

/** In the place of a slot: held by the replica that does what is done once for all. No slot is 0. */
export const LEADER = 0;
