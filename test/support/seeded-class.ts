import type { Outcome } from '../../src/ledger/holds.ts';
import { writeLedgerCall } from './ledger-call.ts';
import type { RunningApp } from './running-app.ts';

/** What a seeded class wants of the app: a wallet that fits, and won beside the dollars. */
export const SEEDED_ENVIRONMENT = {
  OPENAI_API_KEY: '',
  JIGAP_WALLET_MONTHLY_USD: '20',
  JIGAP_ALLOWED_MODELS: 'gpt-4o-mini,gpt-3.5-turbo',
  JIGAP_KRW_PER_USD: '1400',
};

/** Thursday afternoon in Seoul: the week is well under way, nothing resets soon. */
const SEEDED_NOW = Date.parse('2026-11-26T06:20:00.000Z');

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;
const CENT = 10_000_000;
const MODELS = ['gpt-4o-mini', 'gpt-3.5-turbo'] as const;

/** Name, class (0 or 1), cents a day, and what is spent of the week's budget today, if it shall be said. */
const STUDENTS = [
  ['김서연', 0, 4, null],
  ['이도윤', 0, 13, 46],
  ['박하은', 0, 6, null],
  ['최지호', 0, 14, 50],
  ['정민서', 0, 3, null],
  ['윤예준', 0, 0, null],
  ['Emma Wilson', 1, 5, null],
  ['Noah Fischer', 1, 3, null],
  ['Olivia García', 1, 2, null],
] as const;

export interface SeededStudent {
  readonly id: number;
  readonly name: string;
  readonly token: string;
  readonly tokenId: number;
}

export interface SeededClass {
  readonly classIds: readonly [number, number];
  /** Of each class; only the first lets students in. */
  readonly joinCodes: readonly [string, string];
  readonly students: readonly SeededStudent[];
  /** Somebody with a usual week, somebody near the limit, somebody past it, and one whose suspension shows. */
  readonly usual: SeededStudent;
  readonly near: SeededStudent;
  readonly spent: SeededStudent;
  readonly suspended: SeededStudent;
}

/**
 * Two classes with thirty days behind them, the same each time: a Korean one and an English one, somebody near the
 * limit, somebody past it, an incident to decide, a call that is running, refusals. The clock stands at SEEDED_NOW then.
 */
export async function seedClass(app: RunningApp): Promise<SeededClass> {
  const { clock } = app;
  clock.set(SEEDED_NOW - DAYS * DAY_MS);
  const classes = [await app.owner.newClass(KOREAN_CLASS), await app.owner.newClass(ENGLISH_CLASS)] as const;
  const classIds = [classes[0].id, classes[1].id] as const;
  const joinCodes = [classes[0].join_code, classes[1].join_code] as const;
  const students: SeededStudent[] = [];
  for (const [name, classIndex] of STUDENTS) students.push(await newStudent(app, name, classIds[classIndex]));
  const chance = seededChance(20261126);
  for (let daysAgo = DAYS - 1; daysAgo >= 0; daysAgo--) {
    clock.set(SEEDED_NOW - daysAgo * DAY_MS - 5 * HOUR_MS);
    if (isWeekend(clock.now())) continue;
    for (const [index, student] of students.entries()) await aDayOf(app, student, STUDENTS[index]?.[2] ?? 0, chance);
  }
  clock.set(SEEDED_NOW - HOUR_MS);
  for (const [index, student] of students.entries()) await spendUpTo(app, student, STUDENTS[index]?.[3] ?? null);
  const [usual, near, , spent, , suspended] = students as [SeededStudent, ...SeededStudent[]];
  if (near === undefined || spent === undefined || suspended === undefined) throw new Error('the class is too small');
  await call(app, usual, { held: 2 * CENT, cost: 2 * CENT, outcome: 'abandoned' });
  await app.api('PATCH', `/api/students/${suspended.id}`, { suspended: true });
  clock.set(SEEDED_NOW - 4000);
  await call(app, usual, { held: CENT, cost: null });
  clock.set(SEEDED_NOW);
  // Refused on the real path, so that refusals are recorded as always.
  await app.chat(spent.token, { model: 'gpt-4o-mini', messages: [{ role: 'user', content: '안녕' }] });
  await app.chat(near.token, { model: 'gpt-5', messages: [{ role: 'user', content: '안녕' }] });
  return { classIds, joinCodes, students, usual, near, spent, suspended };
}

const KOREAN_CLASS = {
  name: '파이썬 기초 2반',
  time_zone: 'Asia/Seoul',
  language: 'ko',
  starts_on: '2026-09-01',
  ends_on: '2026-12-18',
  budgets: [{ period: 'month', limit_usd: 12 }],
  student_budgets: [{ period: 'week', limit_usd: 0.5 }],
  join_places: 24,
  rules: '수업 과제에만 써 주세요.\n토큰은 친구에게도 빌려주지 마세요. 막히면 선생님께 먼저 물어보세요.',
};

const ENGLISH_CLASS = {
  name: 'AI club',
  time_zone: 'Asia/Seoul',
  language: 'en',
  starts_on: null,
  ends_on: null,
  budgets: [{ period: 'week', limit_usd: 2 }],
  student_budgets: [{ period: 'week', limit_usd: 0.4 }],
  rules: 'Use it for club projects only. Ask before you run something in a loop.',
};

async function newStudent({ owner }: RunningApp, name: string, classId: number): Promise<SeededStudent> {
  const { student, token, tokenId } = await owner.newStudent({ name, classId }, 'notebook');
  return { id: student.id, name, token, tokenId };
}

async function aDayOf(app: RunningApp, student: SeededStudent, cents: number, chance: () => number): Promise<void> {
  const calls = cents === 0 ? 0 : 1 + Math.floor(chance() * 4);
  for (let n = 0; n < calls; n++) {
    app.clock.advance(Math.floor(chance() * 600_000));
    const cost = Math.round((cents * CENT * (0.3 + chance())) / calls);
    await call(app, student, { held: cost * 2, cost, model: MODELS[chance() < 0.7 ? 0 : 1] });
  }
}

async function spendUpTo(app: RunningApp, student: SeededStudent, cents: number | null): Promise<void> {
  if (cents === null) return;
  const [week] = await app.store.ledger.balancesOf('student', student.id, app.clock.now());
  const rest = cents * CENT - (week?.spent ?? 0);
  if (rest > 0) await call(app, student, { held: rest, cost: rest });
}

interface SeededCall {
  readonly held: number;
  /** null: it runs on. */
  readonly cost: number | null;
  readonly model?: string;
  readonly outcome?: Outcome;
}

/** On the ledger, as the gateway does it; nothing when the money is gone. Amounts are nano-USD. */
async function call(app: RunningApp, student: SeededStudent, seeded: SeededCall): Promise<void> {
  const { held, cost, model = 'gpt-4o-mini', outcome = 'ok' } = seeded;
  const outputTokens = Math.ceil((cost ?? 0) / 60_000);
  await writeLedgerCall(app, {
    ...{ studentId: student.id, tokenId: student.tokenId, held, cost, model, outcome },
    priceVersion: `${model}@2024-07-18`,
    usage: { inputTokens: 420, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens },
    incident: outcome === 'ok' ? null : 'uncertain',
    timing: { durationMs: 1430, firstByteMs: 310 },
  });
}

function isWeekend(at: number): boolean {
  return [0, 6].includes(new Date(at + 9 * HOUR_MS).getUTCDay());
}

/** From 0 to 1, the same row of numbers for the same seed (mulberry32). */
function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
