import type { DefaultLimits } from '../../ledger/effective-rules.ts';
import { MAX_AHEAD_MS } from '../../ledger/hold-ids.ts';
import type { Store } from '../store.ts';
import { SqlAccess } from './access/access.ts';
import { SqlArchive } from './access/archive.ts';
import { BudgetChanges } from './access/budget-changes.ts';
import { SqlClaimLinks } from './access/claim-links.ts';
import { ClassLessons } from './access/class-lessons.ts';
import { Classes } from './access/classes.ts';
import { SqlForgetting } from './access/forgetting.ts';
import { JoinApprovals } from './access/join-approvals.ts';
import { JoinRequests } from './access/join-requests.ts';
import { SqlJoining } from './access/joining.ts';
import { SqlMoneyAsking } from './access/money-asking.ts';
import { MoneyRequests } from './access/money-requests.ts';
import { RosterPlaces } from './access/roster-places.ts';
import { SqlSessions } from './access/sessions.ts';
import { Students } from './access/students.ts';
import { Tokens } from './access/tokens.ts';
import { Audit } from './journal/audit.ts';
import { Incidents } from './journal/incidents.ts';
import { SqlJournal } from './journal/journal.ts';
import { Settings } from './journal/settings.ts';
import type { ReadBalance } from './ledger/accounts.ts';
import { Balances } from './ledger/balances.ts';
import { BudgetLimits } from './ledger/budget-limits.ts';
import type { CallWrites } from './ledger/call-writes.ts';
import { CarryOvers } from './ledger/carry-overs.ts';
import { EffectiveRules } from './ledger/effective-rules.ts';
import { Holds } from './ledger/holds.ts';
import { LateSettlements } from './ledger/late-settlements.ts';
import { SqlLedger } from './ledger/ledger.ts';
import { RuleInvalidation } from './ledger/rule-invalidation.ts';
import { ShownBalances } from './ledger/shown-balances.ts';
import { StudentBalances } from './ledger/student-balances.ts';
import { TopUps } from './ledger/top-ups.ts';
import { UsageDays } from './ledger/usage-days.ts';
import { UsageRecords } from './ledger/usage-records.ts';
import type { Leftovers } from './leftovers.ts';
import { BudgetCrossings } from './notices/budget-crossings.ts';
import { SqlDeliveries } from './notices/deliveries.ts';
import { SqlNoticeChannels } from './notices/notice-channels.ts';
import { NoticeRows } from './notices/notice-rows.ts';
import { SqlNotices } from './notices/notices.ts';
import { Outbox } from './notices/outbox.ts';
import { Unsaid } from './notices/unsaid.ts';
import type { Readers } from './readers.ts';
import { SqlDiagnostics } from './reports/diagnostics.ts';
import { SqlRecords } from './reports/records.ts';
import { Refusals } from './reports/refusals.ts';
import type { SharedDatabase } from './shared-database.ts';
import type { SqlWork } from './sql-work.ts';
import type { Transactions } from './transactions.ts';

/** What an engine brings. */
export interface Engine {
  readonly group: Transactions;
  readonly readers: Readers;
  readonly writes: CallWrites;
  readonly leftovers: Leftovers;
  /** Where other servers use the database, too; null: there is one writer, and its caches are exact. */
  readonly shared: SharedDatabase | null;
}

/** The server's own settings that are rules: the limits where the owner has set none, and the zone of the wallet. */
export interface ServerRules {
  readonly defaults: DefaultLimits;
  readonly timeZone: string;
}

/** What an engine must do with the caches around its transactions. */
export interface SqlCaches {
  /** Before a COMMIT: writes what the work of a transaction left to be written once for all of it. */
  save(): void;
  /** After a rollback: what was cached of it is not so. */
  discard(): void;
  /** Another server changed something: callers, rules, balances and open holds are read again. */
  forget(): void;
  /** Another server changed something; the caches are emptied by the next transaction. */
  fellBehind(): void;
  /** Where there are other writers, before the work of a transaction begins. */
  startTransaction(read: StateRead): void;
  readonly guesses: GuessCaches;
}

interface StateRead {
  readonly newestId: number;
  readonly balances: readonly ReadBalance[];
}

/** What an engine that runs calls before it has the lock does with the caches. */
export interface GuessCaches {
  /** What is cached is taken as it is until the end. */
  start(): void;
  /** @param confirmed what the database made of it; null: it was wrong, or given up, and nothing of it is so */
  end(confirmed: StateRead | null): void;
  /** Rows of `balances` of which nothing is known to guess from. */
  unknown(ids: readonly number[]): readonly number[];
  remember(rows: readonly ReadBalance[]): void;
}

export interface SqlStores {
  readonly stores: Omit<Store, 'backups' | 'exports' | 'cluster' | 'traffic' | 'isInPlace' | 'close'>;
  readonly caches: SqlCaches;
  readonly holds: Holds;
  /** In the first transaction of a server. @param now ms UTC */
  readonly serverStarted: (now: number) => SqlWork<void>;
}

/** Every store of every engine: the rules, the reads and the writes are the same. */
export function sqlStores({ group, readers, writes, leftovers, shared }: Engine, server: ServerRules): SqlStores {
  const forget = () => {
    shared?.changed();
    forgetHere();
  };
  const forgetHere = () => {
    rules.forget();
    balances.forget();
    access.forget();
    carryOvers.forget();
  };
  const settings = new Settings();
  const audit = new Audit();
  const invalidation = new RuleInvalidation(settings, {
    saveBalances: () => balances.save(),
    beforeDrop: (now) => crossings.findAll(now),
    forget,
  });
  const rules = new EffectiveRules(invalidation, server);
  const onAdoption = () => {
    shared?.changed();
    holds.forgetOpen();
  };
  const carryOvers = new CarryOvers();
  const balances = new Balances({ writes, invalidation, carryOvers, onAdoption });
  const days = new UsageDays(writes);
  const records = new UsageRecords(writes, days);
  const holds = new Holds({
    ...{ writes, rules, balances, invalidation, records },
    maxAheadMs: shared?.maxClockDifferenceMs ?? MAX_AHEAD_MS,
  });
  const incidents = new Incidents({ balances, days, audit });
  const limits = new BudgetLimits(invalidation, forget);
  const classes = new Classes({ limits, invalidation, audit });
  const lessons = new ClassLessons({ classes, audit, forget });
  const students = new Students({ classes, limits, invalidation, audit });
  const tokens = new Tokens({ students, audit, forget });
  const places = new RosterPlaces({ students, tokens, audit });
  const requests = new JoinRequests();
  const topUps = new TopUps({ classes, students, invalidation, audit });
  const joinParts = { classes, students, tokens, places, requests, audit };
  const noticeChannels = new SqlNoticeChannels(group, audit);
  const noticeRows = new NoticeRows(settings);
  const crossings = new BudgetCrossings({ rules, carryOvers, rows: noticeRows });
  const access = new SqlAccess(group, { rules, classes, lessons, students, tokens, shared });
  return {
    stores: {
      access,
      archive: new SqlArchive(group, { classes, students, audit, forget }),
      forgetting: new SqlForgetting(group, { students, audit, settings, leftovers, forget }),
      claimLinks: new SqlClaimLinks(group, { classes, students, tokens, audit }),
      joining: new SqlJoining(group, { ...joinParts, approvals: new JoinApprovals(joinParts) }),
      ledger: new SqlLedger(group, {
        ...{ rules, balances, holds, limits, topUps, readers, shared },
        late: shared === null ? null : new LateSettlements(holds, incidents),
        budgetChanges: new BudgetChanges({ limits, classes, students, audit }),
        shown: new ShownBalances({ rules, carryOvers, invalidation }),
        studentBalances: new StudentBalances(group, { rules, carryOvers, readers }),
      }),
      moneyRequests: new SqlMoneyAsking(group, { students, rules, requests: new MoneyRequests(), topUps, audit }),
      records: new SqlRecords(group, { refusals: new Refusals(rules, server.timeZone), readers }),
      journal: new SqlJournal(group, { incidents, audit, settings, forget }),
      notices: new SqlNotices(group, { rows: noticeRows, crossings, unsaid: new Unsaid(noticeRows), audit }),
      noticeChannels,
      deliveries: new SqlDeliveries(group, { channels: noticeChannels, outbox: new Outbox(), audit }),
      sessions: new SqlSessions(group, { audit, settings, ownerIsHere: () => readers.expectPages() }),
      diagnostics: new SqlDiagnostics(group, { readers, audit }),
    },
    caches: {
      save: () => {
        balances.save();
        days.save();
        holds.save();
      },
      discard: () => {
        balances.discard();
        days.discard();
        holds.discard();
        students.countRevision();
        forgetHere();
      },
      forget: () => {
        students.countRevision();
        holds.forgetOpen();
        forgetHere();
      },
      fellBehind: () => access.countRevision(),
      startTransaction: ({ newestId, balances: rows }) => {
        holds.startTransaction(newestId);
        balances.startTransaction(rows);
      },
      guesses: {
        start: () => {
          balances.accounts.startGuess();
          holds.startTransaction();
        },
        end: (confirmed) => {
          balances.accounts.endGuess(confirmed?.balances ?? null);
          if (confirmed !== null) return holds.startTransaction(confirmed.newestId);
          holds.guessFailed();
          days.discard();
        },
        unknown: (ids) => balances.accounts.unknown(ids),
        remember: (rows) => balances.accounts.remember(rows),
      },
    },
    holds,
    serverStarted: (now) => invalidation.serverStarted(server.defaults, server.timeZone, now),
  };
}
