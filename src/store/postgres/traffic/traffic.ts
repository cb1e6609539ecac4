import { StorageError, UnreachableError } from '../../errors.ts';
import type { TrafficRequest, TrafficStore } from '../../traffic-store.ts';
import { CallsHere } from './calls-here.ts';
import { GroupState, type TrafficRead } from './group-state.ts';
import { BEGIN, READ, WRITE } from './queries.ts';

/** Sends it behind those that were sent before. With a pipelining driver a group is two trips. */
export type TrafficQuery = (query: {
  readonly text: string;
  readonly name?: string;
  readonly values?: readonly unknown[];
}) => Promise<{ readonly rows: readonly unknown[] }>;

/** A connection that nothing else uses. */
export interface TrafficSession {
  /** Of the connection as it is now; another function once that was replaced. */
  open(): TrafficQuery | Promise<TrafficQuery>;
  /** To be called when the connection ends by itself. */
  onLost: () => void;
  close(): Promise<void>;
}

export interface PostgresTrafficOptions {
  readonly session: TrafficSession;
  /** Of this replica: another one after it was fenced. */
  readonly slot: () => number;
}

interface Waiting {
  readonly request: TrafficRequest<unknown>;
  readonly resolve: (refused: unknown) => void;
  readonly reject: (error: Error) => void;
}

const RETRY_MS = 250;
/** Of one transaction: others wait for its lock. */
const MAX_GROUP = 500;

/**
 * The requests that come in one turn of the event loop, or while the group before is under way, are decided together: one
 * lock for all replicas, one read, the decisions here, one write. A promise resolves after the COMMIT, so that no two
 * replicas give the same place away. Nothing waits for the disk.
 */
export class PostgresTraffic implements TrafficStore {
  readonly #options: PostgresTrafficOptions;
  readonly #here = new CallsHere();
  #waiting: Waiting[] = [];
  #writtenBy: { readonly query: TrafficQuery | null; readonly slot: number } = { query: null, slot: 0 };
  #isRunning = false;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: PostgresTrafficOptions) {
    this.#options = options;
    // A crash of the server emptied the tables.
    options.session.onLost = () => this.#writeAgain();
  }

  admit<Refused>(request: TrafficRequest<Refused>): Promise<Refused | null> {
    if (this.#isClosed) return Promise.reject(new StorageError('the store is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve: resolve as (refused: unknown) => void, reject });
      this.#plan();
    });
  }

  end({ studentId, classId }: Pick<TrafficRequest<unknown>, 'studentId' | 'classId'>): void {
    this.#here.add(-1, studentId, classId);
    this.#plan();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    for (const { reject } of this.#waiting.splice(0)) reject(new StorageError('the store is closed'));
    await this.#options.session.close();
  }

  #plan(): void {
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (!this.#isClosed && (this.#waiting.length > 0 || this.#here.hasUnwritten)) {
      if (!(await this.#runGroup(this.#waiting.splice(0, MAX_GROUP)))) break;
    }
    this.#isRunning = false;
    if (this.#waiting.length > 0) this.#plan();
  }

  /** @returns false: what is unwritten is tried again later */
  async #runGroup(group: readonly Waiting[]): Promise<boolean> {
    let answers: readonly (() => void)[];
    try {
      answers = await this.#transact(group);
    } catch (error) {
      for (const { reject } of group) reject(new UnreachableError('requests could not be counted', { cause: error }));
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#plan(), RETRY_MS).unref();
      return false;
    }
    for (const answer of answers) answer();
    return true;
  }

  /** Of the whole replica, on a connection or under a slot that has none of it. */
  #writeAgain(): void {
    this.#here.writeAgain([]);
    this.#plan();
  }

  async #transact(group: readonly Waiting[]): Promise<readonly (() => void)[]> {
    const query = await this.#options.session.open();
    const slot = this.#options.slot();
    if (this.#writtenBy.query !== query || this.#writtenBy.slot !== slot) this.#here.writeAgain([]);
    this.#writtenBy = { query, slot };
    const requests = group.map(({ request }) => request);
    const [, read] = await all([
      query({ text: BEGIN }),
      query({ ...READ_QUERY, values: [slot, ...keys(requests)] }),
    ]).catch((error: unknown) => this.#rollBack(query, error));
    const letIn: TrafficRequest<unknown>[] = [];
    let counts: ReturnType<CallsHere['takeUnwritten']> = [];
    try {
      const state = new GroupState(readingOf(read), this.#here);
      const answers = group.map(({ request, resolve }) => {
        const refused = state.decide(request);
        if (refused === null && request.isCall) letIn.push(request);
        return () => resolve(refused);
      });
      const { minutes, buckets, recent } = state.rows();
      counts = this.#here.takeUnwritten();
      const tables = [minutes, buckets, recent, counts].map((rows) => JSON.stringify(rows));
      await all([query({ ...WRITE_QUERY, values: [slot, ...tables] }), query({ text: 'COMMIT' })]);
      return answers;
    } catch (error) {
      // They are told that they are not in.
      for (const { studentId, classId } of letIn) this.#here.add(-1, studentId, classId);
      this.#here.writeAgain(counts);
      return this.#rollBack(query, error);
    }
  }

  /** @throws error always */
  async #rollBack(query: TrafficQuery, error: unknown): Promise<never> {
    this.#here.writeAgain([]);
    await query({ text: 'ROLLBACK' }).catch(() => undefined);
    throw error;
  }
}

const READ_QUERY = { text: READ, name: 'read_traffic' };
const WRITE_QUERY = { text: WRITE, name: 'write_traffic' };

function readingOf(read: Awaited<ReturnType<TrafficQuery>> | undefined): TrafficRead {
  const [row] = read?.rows ?? [];
  return JSON.parse((row as { readonly traffic: string }).traffic) as TrafficRead;
}

/** Each once: students, classes, and pairs of both. */
function keys(requests: readonly TrafficRequest<unknown>[]): readonly (readonly number[])[] {
  const ofClass = requests.filter(({ classId }) => classId !== null);
  const pairs = new Map(ofClass.map(({ classId, studentId }) => [`${classId} ${studentId}`, { classId, studentId }]));
  return [
    [...new Set(requests.map(({ studentId }) => studentId))],
    [...new Set(ofClass.map(({ classId }) => classId ?? 0))],
    [...pairs.values()].map(({ classId }) => classId ?? 0),
    [...pairs.values()].map(({ studentId }) => studentId),
  ];
}

/** Of queries that are on their way together: waits for the last, and rejects as the first that failed. */
async function all<Result>(queries: readonly Promise<Result>[]): Promise<Result[]> {
  const ended = await Promise.allSettled(queries);
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}
