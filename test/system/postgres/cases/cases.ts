import type { Case } from '../case.ts';
import { CANCELLED_WAIT } from './cancelled-wait.ts';
import { CHANGES_AT_ONCE } from './changes-at-once.ts';
import { CHANGES_UNDER_LOAD } from './changes-under-load.ts';
import { CLOCKS } from './clocks.ts';
import { CUT_CONNECTIONS } from './cut-connections.ts';
import { EXACT_LIMIT } from './exact-limit.ts';
import { ASYNCHRONOUS_STANDBY, FAILOVER } from './failover.ts';
import { KILLED_BEHIND_PROXY, KILLED_DATABASE, MISSING_FLUSH } from './killed-database.ts';
import { KILLED_REPLICA } from './killed-replica.ts';
import { LATE_FLUSH } from './late-flush.ts';
import { LOAD, SATURATION, SLOW_DISK_LOAD } from './load-figures.ts';
import { REPORTS } from './reports-under-load.ts';
import { RESTORED_DATABASE, RESTORED_UNDER_REPLICA } from './restored-database.ts';
import { STOPPED_REPLICA } from './stopped-replica.ts';

/** In the order in which they run. */
export const CASES: readonly Case[] = [
  EXACT_LIMIT,
  CHANGES_AT_ONCE,
  KILLED_DATABASE,
  KILLED_BEHIND_PROXY,
  LATE_FLUSH,
  MISSING_FLUSH,
  KILLED_REPLICA,
  STOPPED_REPLICA,
  CUT_CONNECTIONS,
  CANCELLED_WAIT,
  FAILOVER,
  ASYNCHRONOUS_STANDBY,
  RESTORED_DATABASE,
  RESTORED_UNDER_REPLICA,
  CLOCKS,
  LOAD,
  SLOW_DISK_LOAD,
  SATURATION,
  CHANGES_UNDER_LOAD,
  REPORTS,
];
