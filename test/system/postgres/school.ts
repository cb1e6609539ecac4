import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashSecret } from '../../../src/access/api-tokens.ts';
import { findAnswerProblems, findUnknownHolds } from './books/answer-problems.ts';
import { BalanceSampler } from './books/balance-sampler.ts';
import { type LedgerRows, type Query, readLedgerRows } from './books/ledger-rows.ts';
import { PLENTY_OF_MONEY, type SchoolLimits } from './books/school-limits.ts';
import { findSumProblems } from './books/sum-problems.ts';
import { readAnswers, type ToldAnswers } from './replica/answer-log.ts';
import type { Load, LoadReport, ReplicaOptions } from './replica/commands.ts';
import { Replica } from './replica/replica.ts';

export interface SchoolOptions {
  readonly folder: string;
  /** postgres://..., or the path of a SQLite database: it is new. */
  readonly database: string;
  /** Reads the tables, not through a store. */
  readonly query: Query;
  readonly replicas: number;
  readonly limits?: Partial<SchoolLimits>;
  readonly students?: number;
  readonly classes?: number;
  readonly timeZone?: string;
  /** Of the database and the callers, ms. */
  readonly clockShiftMs?: number;
  readonly replicaOptions?: Partial<ReplicaOptions>;
  /** Writes classes and students, with API tokens, and a past into the tables, in place of what a school has otherwise. */
  readonly fill?: (database: string) => Promise<void>;
  /** How often all balances are looked at: 50 ms where nothing is said. */
  readonly sampleEveryMs?: number;
}

export interface InspectOptions {
  /** Nothing is in flight, and each replica that had something lives: a hold that no caller knows of is a problem. */
  readonly isQuiet: boolean;
}

const SAMPLE_EVERY_MS = 50;

/** Classes and students on one database, and the replicas that serve them. */
export class School {
  readonly limits: SchoolLimits;
  readonly students: number;
  readonly sampler: BalanceSampler;
  replicas: Replica[] = [];
  readonly #options: SchoolOptions;
  readonly #logs = new Map<string, string>();
  #started = 0;
  #unanswered = 0;

  private constructor(options: SchoolOptions) {
    this.#options = options;
    this.limits = { ...PLENTY_OF_MONEY, ...options.limits };
    this.students = options.students ?? 60;
    this.sampler = new BalanceSampler(options.query, this.limits, options.sampleEveryMs ?? SAMPLE_EVERY_MS);
  }

  /** Enrols everybody, starts the replicas and the sampler. */
  static async open(options: SchoolOptions): Promise<School> {
    const school = new School(options);
    mkdirSync(options.folder, { recursive: true });
    const first = await school.addReplica();
    if (options.fill === undefined) await school.#enrol(first);
    else await school.#replaceAfter(() => options.fill?.(options.database));
    while (school.replicas.length < options.replicas) await school.addReplica();
    school.sampler.start();
    return school;
  }

  async addReplica(options: Partial<ReplicaOptions> = {}): Promise<Replica> {
    const name = `replica-${++this.#started}`;
    const answerLog = join(this.#options.folder, `${name}.log`);
    this.#logs.set(name, answerLog);
    const { database, replicaOptions } = this.#options;
    const replica = await Replica.start(name, { database, answerLog, ...replicaOptions, ...options });
    this.replicas.push(replica);
    return replica;
  }

  get query(): Query {
    return this.#options.query;
  }

  get first(): Replica {
    const [first] = this.replicas;
    if (first === undefined) throw new Error('the school has no replica');
    return first;
  }

  /** What callers were told until now, of replicas that have ended, too. */
  get told(): ToldAnswers {
    return readAnswers(this.#logs);
  }

  /** The same load for each replica; the rate and the calls in flight are those of all together. */
  async load(load: Omit<Load, 'students'>): Promise<LoadReport[]> {
    const share = 1 / this.replicas.length;
    const { perSecond, inFlight, ...rest } = load;
    const each = {
      ...rest,
      students: this.students,
      ...(perSecond === undefined ? {} : { perSecond: perSecond * share }),
      ...(inFlight === undefined ? {} : { inFlight: Math.ceil(inFlight * share) }),
    };
    const reports = await Promise.all(this.replicas.map((replica) => replica.load(each)));
    this.#unanswered += reports.reduce((sum, { unanswered }) => sum + unanswered, 0);
    return reports;
  }

  /** Every invariant, from the tables and from what callers were told. No load may run. */
  async inspect({ isQuiet }: InspectOptions): Promise<{ readonly problems: string[]; readonly rows: LedgerRows }> {
    const sampled = await this.sampler.stop();
    const rows = await readLedgerRows(this.query);
    const { told } = this;
    const { problems: found } = await this.first.call<{ problems: string[] }>('ledger', 'check', 'full', this.#now());
    const problems = [
      ...sampled,
      ...(this.#unanswered > 0 ? [`${this.#unanswered} calls or settlements were never answered`] : []),
      ...findAnswerProblems(told, rows),
      ...(isQuiet ? findUnknownHolds(told, rows) : []),
      ...findSumProblems(rows),
      ...found.map((problem) => `the integrity check says: ${problem}`),
    ];
    return { problems, rows };
  }

  async close(): Promise<void> {
    await this.sampler.stop();
    await Promise.all(this.replicas.map((replica) => replica.close().catch(() => replica.kill())));
  }

  /** Ends every process at once. */
  async abandon(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()));
    await this.sampler.stop();
  }

  /** The replica would have cached what was there before. */
  async #replaceAfter(fill: () => Promise<void> | undefined): Promise<void> {
    await this.first.close();
    this.replicas = [];
    await fill();
    await this.addReplica();
  }

  #now(): number {
    return Date.now() + (this.#options.clockShiftMs ?? 0);
  }

  async #enrol(replica: Replica): Promise<void> {
    const { classes = 5, timeZone = 'Asia/Seoul' } = this.#options;
    const { walletMonth, classMonth, studentWeek, studentDay } = this.limits;
    const change = { actor: 'owner', now: this.#now() };
    const wallet = { scope: 'wallet', scopeId: 0, period: 'month', limit: walletMonth };
    await replica.call('ledger', 'setBudget', wallet, change);
    for (let n = 1; n <= classes; n++) {
      const fields = {
        name: `class ${n}`,
        timeZone,
        language: 'en',
        startsOn: null,
        endsOn: null,
        allowedModels: null,
      };
      await replica.call(
        'access',
        'createClass',
        fields,
        { budgets: [{ period: 'month', limit: classMonth }] },
        change,
      );
    }
    const budgets = [
      { period: 'week', limit: studentWeek },
      { period: 'day', limit: studentDay },
    ];
    const students = Array.from({ length: this.students }, (_, index) => ({
      fields: { name: `student ${index + 1}`, classId: 1 + (index % classes), email: null, suspended: false },
      limits: { budgets },
    }));
    await replica.call('access', 'createStudents', students, change);
    for (let id = 1; id <= this.students; id++) await replica.call('access', 'createToken', tokenOf(id), change);
  }
}

/** The API token of a student, whose id it has. */
export function tokenOf(studentId: number): { studentId: number; hash: string } & Record<string, unknown> {
  const hash = hashSecret(`the token of student ${studentId}`);
  return { studentId, hash, prefix: 'jgp_test', label: null, expiresAt: null };
}
