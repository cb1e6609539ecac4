import type { DefaultLimits } from '../../ledger/budgets.ts';
import { readMigrations } from '../migrate.ts';
import type { Store } from '../store.ts';
import { SqliteAccess } from './access.ts';
import { Balances } from './balances.ts';
import { checkLedger } from './check.ts';
import { Classes } from './classes.ts';
import { CommitGroup } from './commit-group.ts';
import { openDatabase } from './database.ts';
import { Holds } from './holds.ts';
import { Joining } from './joining.ts';
import { Audit, SqliteJournal } from './journal.ts';
import { Limits, SqliteLedger } from './ledger.ts';
import { openHolds } from './open-holds.ts';
import { Readings } from './readings.ts';
import { hasManyRecords, isSmall } from './record-list.ts';
import { SqliteRecords } from './records.ts';
import { Refusals } from './refusals.ts';
import { RuleBook } from './rule-book.ts';
import { RuleChanges } from './rule-changes.ts';
import { SqliteSessions } from './sessions.ts';
import { Settings } from './settings.ts';
import { StudentBalances } from './student-balances.ts';
import { Students } from './students.ts';
import { Tokens } from './tokens.ts';
import { UsageDays } from './usage-days.ts';
import { UsageRecords } from './usage-records.ts';

export interface SqliteStoreOptions {
  /** Path of the database file; its folder is made if it is not there. */
  readonly path: string;
  readonly migrationsFolder: string;
  /** The limits where the owner has set none, and the zone of the wallet and of students without a class. */
  readonly defaults: DefaultLimits;
  readonly timeZone: string;
  /** ms UTC. */
  readonly now: number;
}

/** @throws StorageError, MigrationError: the process must not start */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { sqlite, path, isInPlace, close } = openDatabase(options.path, readMigrations(options.migrationsFolder));

  const forget = () => {
    ruleBook.forget();
    balances.forget();
    access.forget();
  };
  const settings = new Settings(sqlite);
  const audit = new Audit(sqlite);
  const changes = new RuleChanges(sqlite, settings, { saveBalances: () => balances.save(), forget });
  const ruleBook = new RuleBook(sqlite, options.defaults, options.timeZone);
  const balances = new Balances(sqlite, changes, () => holds.forgetOpen());
  const days = new UsageDays(sqlite);
  const records = new UsageRecords(sqlite, days);
  const holds = new Holds(sqlite, { ruleBook, balances, changes, records });
  const limits = new Limits(sqlite, changes, forget);
  const classes = new Classes(sqlite, { limits, changes, audit });
  const students = new Students(sqlite, { classes, limits, changes, audit });
  const tokens = new Tokens(sqlite, { students, audit, forget });
  const joining = new Joining(sqlite, { classes, students, tokens });
  const group = new CommitGroup(
    sqlite,
    () => {
      balances.discard();
      days.discard();
      holds.discard();
      forget();
    },
    () => {
      balances.save();
      days.save();
    },
    isInPlace,
  );
  const readings = new Readings(path);
  const access = new SqliteAccess(group, { ruleBook, classes, students, tokens, joining });

  sqlite.transaction(() => changes.serverStarted(options.defaults, options.timeZone, options.now))();

  return {
    access,
    ledger: new SqliteLedger(group, {
      ruleBook,
      balances,
      holds,
      limits,
      audit,
      // A thread of its own costs more than a check of a small ledger.
      check: (options) =>
        sqlite.open && isSmall(sqlite) ? group.read(() => checkLedger(sqlite, options)) : readings.check(options),
      studentBalances: new StudentBalances(sqlite, group, { ruleBook, readings }),
      openHolds: (limit) => openHolds(sqlite, limit),
    }),
    records: new SqliteRecords(sqlite, group, {
      refusals: new Refusals(sqlite, ruleBook, options.timeZone),
      readings,
    }),
    journal: new SqliteJournal(sqlite, group, { balances, days, audit, settings }),
    sessions: new SqliteSessions(sqlite, group, {
      audit,
      settings,
      ownerIsHere: () => {
        if (hasManyRecords(sqlite)) readings.expectPages();
      },
    }),
    isInPlace,
    close: async () => {
      await readings.close();
      group.flush();
      close();
    },
  };
}
