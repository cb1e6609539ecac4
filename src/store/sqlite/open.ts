import { dirname, join } from 'node:path';
import type { DefaultLimits } from '../../ledger/effective-rules.ts';
import { readMigrations } from '../migrations.ts';
import { readOpenHolds } from '../sql/reports/open-holds.ts';
import { listTopUps } from '../sql/reports/top-up-list.ts';
import type { Store } from '../store.ts';
import { SqliteAccess } from './access/access.ts';
import { SqliteArchive } from './access/archive.ts';
import { BudgetChanges } from './access/budget-changes.ts';
import { SqliteClaimLinks } from './access/claim-links.ts';
import { ClassLessons } from './access/class-lessons.ts';
import { Classes } from './access/classes.ts';
import { SqliteForgetting } from './access/forgetting.ts';
import { JoinApprovals } from './access/join-approvals.ts';
import { JoinRequests } from './access/join-requests.ts';
import { SqliteJoining } from './access/joining.ts';
import { SqliteMoneyAsking } from './access/money-asking.ts';
import { MoneyRequests } from './access/money-requests.ts';
import { RosterPlaces } from './access/roster-places.ts';
import { SqliteSessions } from './access/sessions.ts';
import { Students } from './access/students.ts';
import { Tokens } from './access/tokens.ts';
import { SqliteBackups } from './backup/backups.ts';
import { Audit } from './engine/audit.ts';
import { CommitGroup } from './engine/commit-group.ts';
import { openDatabase } from './engine/database.ts';
import { Leftovers } from './engine/leftovers.ts';
import { runJob } from './engine/reader-jobs.ts';
import { Readers } from './engine/readers.ts';
import { runRead } from './engine/run-read.ts';
import { Settings } from './engine/settings.ts';
import { SqliteExports } from './export/exports.ts';
import { Balances } from './ledger/balances.ts';
import { BudgetLimits } from './ledger/budget-limits.ts';
import { CarryOvers } from './ledger/carry-overs.ts';
import { EffectiveRules } from './ledger/effective-rules.ts';
import { Holds } from './ledger/holds.ts';
import { SqliteLedger } from './ledger/ledger.ts';
import { RuleInvalidation } from './ledger/rule-invalidation.ts';
import { StudentBalances } from './ledger/student-balances.ts';
import { TopUps } from './ledger/top-ups.ts';
import { UsageDays } from './ledger/usage-days.ts';
import { UsageRecords } from './ledger/usage-records.ts';
import { BudgetCrossings } from './notices/budget-crossings.ts';
import { SqliteDeliveries } from './notices/deliveries.ts';
import { SqliteNoticeChannels } from './notices/notice-channels.ts';
import { NoticeRows } from './notices/notice-rows.ts';
import { SqliteNotices } from './notices/notices.ts';
import { Outbox } from './notices/outbox.ts';
import { Unsaid } from './notices/unsaid.ts';
import { SqliteDiagnostics } from './reports/diagnostics.ts';
import { SqliteJournal } from './reports/journal.ts';
import { SqliteRecords } from './reports/records.ts';
import { Refusals } from './reports/refusals.ts';
import { hasFewRecords, hasManyRecords } from './reports/row-counts.ts';

export interface SqliteStoreOptions {
  /** Path of the database file; its folder is made if it is not there. */
  readonly path: string;
  readonly migrationsFolder: string;
  /** Absent or null: `backups` beside the database. */
  readonly backupFolder?: string | null;
  /** The limits where the owner has set none, and the zone of the wallet and of students without a class. */
  readonly defaults: DefaultLimits;
  readonly timeZone: string;
  /** ms UTC. */
  readonly now: number;
}

/** @throws StorageError, MigrationError: the process must not start */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const database = openDatabase(options.path, readMigrations(options.migrationsFolder));
  const { sqlite, path, isInPlace, close } = database;

  const forget = () => {
    rules.forget();
    balances.forget();
    access.forget();
  };
  const settings = new Settings(sqlite);
  const audit = new Audit(sqlite);
  const invalidation = new RuleInvalidation(sqlite, settings, {
    saveBalances: () => balances.save(),
    beforeDrop: (now) => crossings.findAll(now),
    forget,
  });
  const rules = new EffectiveRules(sqlite, invalidation, options);
  const carryOvers = new CarryOvers(sqlite);
  const balances = new Balances(sqlite, { invalidation, carryOvers, onAdoption: () => holds.forgetOpen() });
  const days = new UsageDays(sqlite);
  const records = new UsageRecords(sqlite, days);
  const holds = new Holds(sqlite, { rules, balances, invalidation, records });
  const limits = new BudgetLimits(sqlite, invalidation, forget);
  const classes = new Classes(sqlite, { limits, invalidation, audit });
  const lessons = new ClassLessons(sqlite, { classes, audit, forget });
  const students = new Students(sqlite, { classes, limits, invalidation, audit });
  const tokens = new Tokens(sqlite, { students, audit, forget });
  const places = new RosterPlaces(sqlite, { students, tokens, audit });
  const requests = new JoinRequests(sqlite);
  const topUps = new TopUps(sqlite, { classes, students, invalidation, audit });
  const moneyRequests = new MoneyRequests(sqlite);
  const joinParts = { classes, students, tokens, places, requests, audit };
  const group = new CommitGroup(
    sqlite,
    () => {
      balances.discard();
      days.discard();
      holds.discard();
      students.countRevision();
      forget();
    },
    () => {
      balances.save();
      days.save();
    },
    isInPlace,
  );
  const noticeChannels = new SqliteNoticeChannels(sqlite, group, audit);
  const noticeRows = new NoticeRows(sqlite, settings);
  const crossings = new BudgetCrossings(sqlite, { rules, carryOvers, rows: noticeRows });
  const readers = new Readers(path);
  const backupFolder = options.backupFolder ?? join(dirname(path), 'backups');
  const exports = new SqliteExports(group, { path, folder: backupFolder, audit });
  const backups = new SqliteBackups(group, { path, folder: backupFolder, settings, audit });
  const access = new SqliteAccess(group, { rules, classes, lessons, students, tokens });

  const leftovers = new Leftovers(sqlite, settings, database);
  // No call waits for it yet, however large the file is.
  leftovers.cleanNow();
  sqlite.transaction(() => invalidation.serverStarted(options.defaults, options.timeZone, options.now))();

  return {
    access,
    archive: new SqliteArchive(sqlite, group, { classes, students, audit, forget }),
    forgetting: new SqliteForgetting(sqlite, group, { students, audit, settings, leftovers, forget }),
    claimLinks: new SqliteClaimLinks(sqlite, group, { classes, students, tokens, audit }),
    joining: new SqliteJoining(group, { ...joinParts, approvals: new JoinApprovals(joinParts) }),
    ledger: new SqliteLedger(group, {
      rules,
      balances,
      holds,
      limits,
      budgetChanges: new BudgetChanges({ limits, classes, students, audit }),
      // A thread of its own costs more than a check of a small ledger.
      check: (options) =>
        sqlite.open && hasFewRecords(sqlite)
          ? group.read(() => runJob(sqlite, 'check', options))
          : readers.read('check', options),
      studentBalances: new StudentBalances(sqlite, group, { rules, carryOvers, readers }),
      openHolds: (limit) => runRead(sqlite, readOpenHolds(limit)),
      topUps,
      listTopUps: (page) => runRead(sqlite, listTopUps(page)),
    }),
    moneyRequests: new SqliteMoneyAsking(group, { students, rules, requests: moneyRequests, topUps, audit }),
    records: new SqliteRecords(sqlite, group, {
      refusals: new Refusals(sqlite, rules, options.timeZone),
      readers,
    }),
    journal: new SqliteJournal(sqlite, group, { balances, days, audit, settings }),
    notices: new SqliteNotices(sqlite, group, {
      rows: noticeRows,
      crossings,
      unsaid: new Unsaid(sqlite, noticeRows),
      audit,
    }),
    noticeChannels,
    deliveries: new SqliteDeliveries(sqlite, group, { channels: noticeChannels, outbox: new Outbox(sqlite), audit }),
    sessions: new SqliteSessions(sqlite, group, {
      audit,
      settings,
      ownerIsHere: () => {
        if (hasManyRecords(sqlite)) readers.expectPages();
      },
    }),
    backups,
    exports,
    diagnostics: new SqliteDiagnostics(group, { readers, audit }),
    isInPlace,
    close: async () => {
      await Promise.all([readers.close(), backups.close(), exports.close()]);
      group.flush();
      close();
    },
  };
}
