/**
 * Loaded before src/server.ts (`node --import`): ends the process by SIGKILL at a named point, so that src holds no
 * code for tests. Armed by a message from the parent, or from the start by CRASH_POINT.
 */
import Database, { type Statement } from 'better-sqlite3';
import pg from 'pg';
import { type Dispatcher, Pool } from 'undici';
import { Batch } from '../../../src/store/postgres/engine/batch.ts';
import {
  INSERT_GUESSED_HOLDS,
  INSERT_HOLDS,
  INSERT_RECORDS,
  REMOVE_HOLDS,
} from '../../../src/store/postgres/ledger/call-statements.ts';
import type { Arming, FaultPoint } from './points.ts';

let armed: FaultPoint | null = null;
let hitsLeft = 0;

function arm({ point, nth }: Arming): void {
  armed = point;
  hitsLeft = nth;
}

function isNext(point: FaultPoint): boolean {
  return point === armed && hitsLeft === 1;
}

function reach(point: FaultPoint): void {
  if (point !== armed || --hitsLeft > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // Not one instruction of the gateway may run on while the signal is under way.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

type Work = (...values: unknown[]) => unknown;

function around(object: object, name: string, before: () => void, after: () => void = () => {}): void {
  const original = Reflect.get(object, name) as Work;
  Reflect.set(object, name, (...values: unknown[]) => {
    before();
    const result = Reflect.apply(original, object, values);
    after();
    return result;
  });
}

/** What the open transaction has done so far. */
interface Open {
  placing: boolean;
  settling: boolean;
}

const openOnSqlite: Open = { placing: false, settling: false };
let recovering = true;

function watchStatement(sql: string, statement: Statement): void {
  if (sql.startsWith('BEGIN')) {
    around(statement, 'run', () => {
      Object.assign(openOnSqlite, { placing: false, settling: false });
    });
  } else if (sql.startsWith('INSERT INTO holds')) {
    around(statement, 'run', () => {
      openOnSqlite.placing = true;
    });
  } else if (sql.startsWith('DELETE FROM holds')) {
    around(statement, 'run', () => {
      openOnSqlite.settling = true;
    });
  } else if (sql.startsWith('INSERT INTO usage_records')) {
    around(statement, 'run', () => reach('between-settlement-statements'));
  } else if (sql === 'COMMIT') {
    around(
      statement,
      'run',
      () => reachCommit('before', openOnSqlite),
      () => reachCommit('after', openOnSqlite),
    );
  }
}

function reachCommit(when: 'before' | 'after', { placing, settling }: Open): void {
  if (placing) reach(`${when}-hold-commit`);
  if (settling) reach(recovering ? `${when}-recovery-commit` : `${when}-settlement-commit`);
}

const database = Database.prototype as unknown as { prepare(sql: string): Statement };
const prepare = database.prepare;
database.prepare = function (sql) {
  const statement = Reflect.apply(prepare, this, [sql]) as Statement;
  watchStatement(sql, statement);
  return statement;
};

type Query = (this: pg.Client, query: unknown, ...more: unknown[]) => unknown;

/** The same on PostgreSQL, by connection: what calls write travels in batches, and so do BEGIN and COMMIT. */
const openOnPostgres = new WeakMap<pg.Client, Open>();
const client = pg.Client.prototype as unknown as { query: Query };
const query = client.query;
client.query = function (config, ...more) {
  if (!(config instanceof Batch)) return Reflect.apply(query, this, [config, ...more]);
  const steps = new Set(config.steps.map((step) => ('command' in step ? step.command : step.prepared)));
  if (steps.has('BEGIN')) openOnPostgres.set(this, { placing: false, settling: false });
  const open = openOnPostgres.get(this) ?? { placing: false, settling: false };
  open.placing ||= steps.has(INSERT_HOLDS.name) || steps.has(INSERT_GUESSED_HOLDS.name);
  open.settling ||= steps.has(REMOVE_HOLDS.name);
  const records = config.steps.findIndex((step) => 'prepared' in step && step.prepared === INSERT_RECORDS.name);
  if (records !== -1) {
    // Of a settlement that is one message, the first half is sent.
    if (isNext('between-settlement-statements'))
      Reflect.apply(query, this, [new Batch(config.steps.slice(0, records + 1))]);
    reach('between-settlement-statements');
  }
  if (!steps.has('COMMIT')) return Reflect.apply(query, this, [config, ...more]);
  reachCommit('before', open);
  // Before the ledger hears of it, which asks later.
  void config.answered.then(() => reachCommit('after', open)).catch(() => {});
  return Reflect.apply(query, this, [config, ...more]);
};

const dispatch = Pool.prototype.dispatch;
Pool.prototype.dispatch = function (options, handler) {
  const isCall = options.path.endsWith('/chat/completions');
  return Reflect.apply(dispatch, this, [options, isCall ? watched(handler) : handler]) as boolean;
};

function watched(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller, context) => {
      reach('before-upstream-bytes');
      handler.onRequestStart?.(controller, context);
    },
    onResponseStart: (controller, status, headers, text) => {
      reach('upstream-first-byte');
      handler.onResponseStart?.(controller, status, headers, text);
    },
    onResponseData: (controller, chunk) => {
      handler.onResponseData?.(controller, chunk);
      reach('after-first-bytes-passed-on');
    },
    onResponseEnd: (controller, trailers) => {
      reach('upstream-last-byte');
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  };
}

process.on('message', (message) => {
  recovering = false;
  arm(message as Arming);
  process.send?.('armed');
});
// The process that started this one is gone: no process of a run may outlive it.
process.on('disconnect', () => process.exit(1));
// The channel must not keep a process alive that was asked to stop.
process.channel?.unref();

const { CRASH_POINT } = process.env;
if (CRASH_POINT !== undefined) arm({ point: CRASH_POINT as FaultPoint, nth: 1 });
