import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { resolve } from '../../../src/ledger/exits.ts';
import type { Hold } from '../../../src/ledger/holds.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { withReader } from './ledger-readers.ts';
import { ledgerErrors } from './ledger-sums.ts';

const NOW = Date.parse('2026-11-23T03:00:00.000Z');
const OWNER = { actor: 'owner', now: NOW };
const PRICE = { from: '2024-01-25', input: 1000, cachedInput: 1000, cacheWrite: 1000, output: 1000, source: 'a test' };
/** Of SQLite's log: its head, then frames of a head and a page each (sqlite.org/fileformat2.html, section 4). */
const LOG_HEAD = 32;
const FRAME_HEAD = 24;
const FRAME = FRAME_HEAD + 4096;

type Rows = Record<string, unknown[]>;

interface Acknowledged {
  readonly what: string;
  /** Bytes of the log when the promise of the transaction resolved. */
  readonly logBytes: number;
  readonly rows: Rows;
  /** Every byte of the database. */
  readonly image: Buffer;
}

export interface CutOptions {
  /** A cut after every so many bytes, and beside each border of a frame. */
  readonly everyBytes: number;
  /** Only the last transactions are cut: so many of them. */
  readonly transactions?: number;
}

/**
 * The middle of a commit cannot be hit by a signal for sure, but its effect can be had: a log that ends anywhere within
 * a transaction. Opens a copy of the database at each cut.
 * @returns how many cuts there were
 * @throws Error when a transaction that had been acknowledged before the cut is not whole, or a later one is there in part
 */
export async function checkEveryCut(folder: string, { everyBytes, transactions = 99 }: CutOptions): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'jigap.db');
  const { database, log, history } = await writeHistory(path);
  const first = history.at(-1 - transactions)?.logBytes ?? history[0]?.logBytes ?? 0;
  const cuts = cutsOf(first, log.length, everyBytes);
  for (const cut of cuts) {
    const shortLog = log.subarray(0, cut);
    await checkCut(path, database, shortLog, cut, history);
    // A file may have grown before its bytes came.
    const zeroed = Buffer.concat([shortLog, Buffer.alloc(log.length - cut)]);
    if ((cut - LOG_HEAD) % FRAME < everyBytes) await checkCut(path, database, zeroed, cut, history);
  }
  return cuts.length;
}

/**
 * The same for the last transaction alone, at every offset of it (every byte of the heads of frames, and every so many
 * bytes of the pages behind them), once with the log ending there and once with
 * zeros after it: half a millisecond each, because only SQLite opens what is left, and all of the database is
 * compared at once, byte by byte.
 * @returns how many cuts there were
 * @throws Error when the database is not exactly what it was before the transaction
 */
export async function checkEveryOffset(folder: string, everyBytes = 1): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const { database, log, history } = await writeHistory(join(folder, 'jigap.db'));
  const [before, after] = history.slice(-2);
  if (before === undefined || after === undefined) throw new Error('there are too few transactions');
  const copy = join(folder, 'copy');
  const found = () => withDatabase(copy, (sqlite) => sqlite.serialize());
  const start = () => {
    writeFileSync(copy, database);
    writeFileSync(`${copy}-wal`, log);
    if (!found().equals(after.image)) throw new Error('the whole log is not the last transaction');
  };
  const mustBeBefore = (cut: number) => {
    if (!found().equals(before.image)) throw new Error(`not what was acknowledged with the log cut at byte ${cut}`);
  };
  const offsets: number[] = [];
  for (let cut = log.length - 1; cut >= before.logBytes; cut--) {
    if ((cut - LOG_HEAD) % FRAME <= FRAME_HEAD || cut % everyBytes === 0) offsets.push(cut);
  }
  start();
  for (const cut of offsets) {
    truncateSync(`${copy}-wal`, cut);
    mustBeBefore(cut);
  }
  start();
  const file = openSync(`${copy}-wal`, 'r+');
  let cuts = offsets.length;
  // From the end: what is zeroed stays so, and the log is as one whose bytes came up to the cut.
  for (const [index, cut] of offsets.entries()) {
    const lost = log.subarray(cut, offsets[index - 1] ?? log.length);
    // Bytes that are zero already are no cut.
    if (lost.every((byte) => byte === 0)) continue;
    writeSync(file, Buffer.alloc(lost.length), 0, lost.length, cut);
    mustBeBefore(cut);
    cuts += 1;
  }
  closeSync(file);
  return cuts;
}

function cutsOf(from: number, to: number, everyBytes: number): number[] {
  const cuts = new Set<number>([to]);
  for (let cut = from; cut < to; cut += everyBytes) cuts.add(cut);
  for (let border = LOG_HEAD; border < to; border += FRAME) {
    for (const cut of [border - 1, border, border + 1]) if (cut >= from) cuts.add(cut);
  }
  return [...cuts].sort((a, b) => a - b);
}

async function checkCut(
  path: string,
  database: Buffer,
  log: Buffer,
  cut: number,
  history: readonly Acknowledged[],
): Promise<void> {
  const copy = `${path}-copy`;
  writeFileSync(copy, database);
  writeFileSync(`${copy}-wal`, log);
  const last = history.findLast(({ logBytes }) => logBytes <= cut);
  if (last === undefined) throw new Error(`no transaction before byte ${cut}`);
  const where = `with the log cut at byte ${cut}, after "${last.what}"`;
  const store = open(copy);
  try {
    const found = rowsOf(copy);
    if (!isDeepStrictEqual(found, last.rows)) throw new Error(`not what was acknowledged ${where}`);
    const expired = await store.ledger.expireOpenHolds(NOW);
    if (expired !== last.rows.holds?.length) throw new Error(`${expired} holds expired ${where}`);
    const faults = await withReader(copy, ledgerErrors);
    if (faults.length > 0) throw new Error(`${faults.join('; ')} ${where}`);
  } finally {
    await store.close();
  }
}

function open(path: string): Store {
  const migrationsFolder = join(import.meta.dirname, '../../../migrations/sqlite');
  const defaults = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };
  return openSqliteStore({ path, migrationsFolder, defaults, timeZone: 'Asia/Seoul', now: NOW });
}

interface Written {
  /** The file and its log as a dead process leaves them: the store is still open when they are read. */
  readonly database: Buffer;
  readonly log: Buffer;
  readonly history: readonly Acknowledged[];
}

/** A few transactions of every kind that matters. */
async function writeHistory(path: string): Promise<Written> {
  const before = open(path);
  const who = { name: 'A student', classId: null, email: null, suspended: false };
  const student = await before.access.createStudent(who, {}, OWNER);
  const fields = { studentId: student.id, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
  const token = await before.access.createToken(fields, OWNER);
  await before.close();

  const store = open(path);
  const { ledger, journal } = store;
  const history: Acknowledged[] = [];
  const note = (what: string) => {
    const image = withDatabase(path, (sqlite) => sqlite.serialize());
    history.push({ what, logBytes: statSync(`${path}-wal`).size, rows: rowsOf(path), image });
  };
  const place = () => placeHold(ledger, student.id, token.id);
  const first = await place();
  note('the first hold');
  const second = await place();
  note('a hold');
  await settle(ledger, first);
  note('a settlement');
  await ledger.setBudget({ scope: 'student', scopeId: student.id, period: 'day', limit: 4_000_000_000 }, OWNER);
  note('a new budget');
  const [third] = await Promise.all([place(), settle(ledger, second)]);
  note('a hold and a settlement in one group');
  await place();
  note('a hold that stays open');
  await breakOff(ledger, third);
  note('an uncertain settlement with its incident');
  const { rows } = await journal.listIncidents({ after: null, limit: 1 });
  await journal.refund(rows[0]?.id ?? 0, 1000, OWNER);
  note('a refund');
  await Promise.all([place(), place()]);
  note('two holds in one group');
  const written = { database: readFileSync(path), log: readFileSync(`${path}-wal`), history };
  await store.close();
  return written;
}

async function placeHold(ledger: Store['ledger'], studentId: number, tokenId: number): Promise<Hold> {
  const placement = await ledger.placeHold({
    ...{
      studentId,
      tokenId,
      endpoint: 'chat',
      model: 'm',
      servedModel: 'm',
      modelId: 'm',
      provider: 'openai',
      priceVersion: 'm@1',
      now: NOW,
    },
    estimate: { inputTokensBound: 100, candidates: 1, inputPico: 100_000, picoPerCapToken: 1000 },
    ...{ cap: 5000, lowestCap: 5000 },
  });
  if ('refused' in placement) throw new Error('there was money enough');
  return placement.hold;
}

const TIMING = { durationMs: 5, firstByteMs: 2 };

async function settle(ledger: Store['ledger'], { id, amount }: Hold): Promise<void> {
  const tokens = { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 20 };
  const usage = { tokens, serviceTier: null };
  await ledger.resolveHold(
    id,
    resolve({ kind: 'finished', usage, outputBytes: 1, hungUp: false }, held(amount)),
    TIMING,
  );
}

async function breakOff(ledger: Store['ledger'], { id, amount }: Hold): Promise<void> {
  await ledger.resolveHold(id, resolve({ kind: 'broken', by: 'upstream', usage: null }, held(amount)), TIMING);
}

function held(amount: number) {
  const maxUsage = { inputTokens: 1000, outputTokens: 1000 };
  return {
    amount,
    quantities: { tokens: 100, calls: 1, images: 0 },
    countsTokens: false,
    price: PRICE,
    inputTokensBound: 100,
    hiddenOutput: false,
    candidates: 1,
    stopBytes: 0,
    maxUsage,
  };
}

function rowsOf(path: string): Rows {
  return withDatabase(path, (database) => {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).pluck().all();
    const rows = (tables as string[]).map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()]);
    return Object.fromEntries(rows) as Rows;
  });
}

function withDatabase<Result>(path: string, work: (database: Database.Database) => Result): Result {
  const database = new Database(path, { readonly: true });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
