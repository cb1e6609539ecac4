import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret } from '../src/access/api-tokens.ts';
import { OwnerClient } from '../test/support/owner-client.ts';
import { startCommand } from '../test/support/start-command.ts';
import { startChild, TARGET_CORE } from './children.ts';
import { type MoreProvider, providerSettings } from './more-providers.ts';
import type { Target } from './target.ts';
import { ALLOWED_MODELS } from './upstream-script.ts';

const ROOT = join(import.meta.dirname, '..');
const OWNER_TOKEN = 'jgo_the-owner-token-of-the-bench';
export const TIME_ZONE = 'Asia/Seoul';
/** Enough students that their number and the limits per student do not affect the figures. */
const STUDENTS = 64;
const MS_PER_DAY = 86_400_000;
/** A budget that no run uses up, USD. */
const PLENTY = 1_000_000;

/** The real server, with every promise on. */
export interface Jigap extends Target {
  readonly name: 'jigap';
  readonly pid: number;
  readonly ownerToken: string;
  readonly owner: OwnerClient;
}

export interface JigapOptions {
  readonly folder: string;
  readonly upstreamPort: number;
  readonly cores?: string;
  readonly more?: MoreProvider | null;
  /** Without the compile cache, as at the first start of an installation. */
  readonly firstEver?: boolean;
}

/** Days that every class here has lessons between. */
export const TERM = { termStartsOn: dayFromNow(-120), termEndsOn: dayFromNow(120) };

/** Without students: only the owner can call it. */
export async function startJigap(options: JigapOptions): Promise<Jigap> {
  const { folder, upstreamPort, cores = TARGET_CORE, more = null, firstEver = false } = options;
  mkdirSync(folder, { recursive: true });
  const settings = {
    ...environment(folder, upstreamPort),
    ...(more === null ? {} : providerSettings(more, folder)),
  };
  const env = firstEver ? { ...settings, NODE_DISABLE_COMPILE_CACHE: '1' } : settings;
  // The log goes to a file, as a service manager would keep it.
  const child = startChild({
    command: startCommand(),
    ...{ cores, cwd: ROOT, logPath: join(folder, 'jigap.log'), env },
  });
  const [, port] = await child.prints(/running at http:\/\/[^:\s]+:(\d+)/);
  return jigapAt(Number(port), child.pid, child.end);
}

/** What listens there and takes the owner token of environment(). */
export function jigapAt(port: number, pid: number, end: () => Promise<void>): Jigap {
  const owner = new OwnerClient(`http://127.0.0.1:${port}`, OWNER_TOKEN);
  return { ...{ name: 'jigap', port, pid, headers: {}, secrets: [], end }, ownerToken: OWNER_TOKEN, owner };
}

/** Every limit that would refuse the load is raised, and none is off. */
export function environment(folder: string, upstreamPort: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    JIGAP_ENV_FILE: 'none',
    JIGAP_DATABASE: join(folder, 'jigap.db'),
    JIGAP_OWNER_TOKEN: OWNER_TOKEN,
    JIGAP_PORT: '0',
    JIGAP_LANGUAGE: 'en',
    JIGAP_TIME_ZONE: TIME_ZONE,
    JIGAP_ALLOWED_MODELS: ALLOWED_MODELS.join(),
    JIGAP_WALLET_MONTHLY_USD: String(PLENTY),
    JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1000000',
    JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000000',
    JIGAP_STUDENT_CALLS_IN_FLIGHT: '2000',
    JIGAP_CALLS_IN_FLIGHT: '2048',
    OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
    OPENAI_API_KEY: 'sk-proj-NobodysKeyForTheBench0123456789',
  };
}

let classCount = 0;

/** A class whose every call is held in five budgets: wallet by month, class by term, student by day and week. */
export async function newClass({ owner }: Jigap): Promise<number> {
  classCount++;
  const { id } = await owner.newClass({
    name: `Bench ${classCount}`,
    time_zone: TIME_ZONE,
    starts_on: TERM.termStartsOn,
    ends_on: TERM.termEndsOn,
    budgets: [{ period: 'term', limit_usd: PLENTY }],
    student_budgets: [
      { period: 'day', limit_usd: PLENTY },
      { period: 'week', limit_usd: PLENTY },
    ],
  });
  return id;
}

/** @returns the API token. @param limitUsd a day; the class's default without one */
export async function newStudent({ owner }: Jigap, classId: number, limitUsd?: number): Promise<string> {
  const budgets = limitUsd === undefined ? {} : { budgets: [{ period: 'day', limit_usd: limitUsd }] as const };
  return (await owner.newStudent({ name: 'Student', classId, ...budgets })).token;
}

export async function withStudents(jigap: Jigap): Promise<Jigap> {
  const classId = await newClass(jigap);
  const secrets = await Promise.all(Array.from({ length: STUDENTS }, () => newStudent(jigap, classId)));
  return { ...jigap, secrets };
}

/** A well-formed API token that was never issued: its look-up finds nothing. */
export function unknownToken(): string {
  return newSecret('jgp_');
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * MS_PER_DAY).toISOString().slice(0, 10);
}
