import { afterAll, beforeAll, expect, it } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import { change } from '../../store/contract/class-in-store.ts';
import { allNotices } from '../../store/contract/notices/said.ts';
import { RunningStore } from '../../store/contract/running-store.ts';
import { SQLITE_ENGINE } from '../../store/sqlite/sqlite-engine.ts';
import { TEST_START } from '../../support/clock.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { longestTurn } from '../../support/longest-turn.ts';

const CLASSES = 40;
const STUDENTS_PER_CLASS = 50;
const LIMIT = 1000;
/** Of CPU in one turn: 3 to 15 measured. */
const MAX_TURN_MS = 60;
const IDLE_LOOKS = 1000;
/** Of CPU for all of them: 15 measured. A scan of the balances would take a second. */
const MAX_IDLE_MS = 200;

const running = new RunningStore(SQLITE_ENGINE);
const ids: number[] = [];
beforeAll(async () => {
  const server = { timeZone: 'Asia/Seoul', walletMonthly: 1e15, studentWeekly: LIMIT };
  await running.begin({ server, now: TEST_START });
  for (let number = 0; number < CLASSES; number++) await addClass(`class ${number}`);
});
afterAll(() => running.end());

it(`2,000 students who pass a threshold within one look stop other requests for a moment only`, async () => {
  await spend(1);
  const first = await longestTurn(lookThrough);
  await spend(LIMIT / 2);
  const crossed = await longestTurn(lookThrough);
  process.stdout.write(`${first.toFixed(1)} and ${crossed.toFixed(1)} ms CPU in the longest turn\n`);
  expect(Math.max(first, crossed)).toBeLessThan(MAX_TURN_MS);
  const notices = await allNotices(running.store);
  expect(notices.map(({ facts }) => facts.kind === 'student_budget' && facts.students.length)).toEqual(
    new Array(CLASSES).fill(STUDENTS_PER_CLASS),
  );
});

it('a look costs next to nothing when no budget has passed a threshold', async () => {
  await spend(1);
  const before = cpuMs();
  for (let look = 0; look < IDLE_LOOKS; look++) await running.store.notices.findNotices(TEST_START);
  const spent = cpuMs() - before;
  process.stdout.write(`${((spent * 1000) / IDLE_LOOKS).toFixed(0)} µs CPU for an idle look\n`);
  expect(spent).toBeLessThan(MAX_IDLE_MS);
});

async function addClass(name: string): Promise<void> {
  const by = change(TEST_START);
  const fields = { timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, allowedModels: null } as const;
  const { id } = await running.store.access.createClass({ name, ...fields }, {}, by);
  const students = Array.from({ length: STUDENTS_PER_CLASS }, (_, index) => ({
    fields: { name: `${name}, ${index}`, classId: id, email: null, suspended: false },
    limits: {},
  }));
  ids.push(...(await running.store.access.createStudents(students, by)).map((student) => student.id));
}

async function spend(cost: number): Promise<void> {
  const { ledger } = running.store;
  await Promise.all(
    ids.map(async (studentId) => {
      const placement = await ledger.placeHold({
        ...{
          studentId,
          tokenId: 1,
          endpoint: 'chat',
          model: 'm',
          servedModel: 'm',
          modelId: 'm',
          provider: 'openai',
          priceVersion: 'm@2026-01-01',
        },
        estimate: { inputTokensBound: 1, candidates: 1, inputPico: cost * 1000, picoPerCapToken: 0 },
        ...{ cap: 1, lowestCap: 1, now: TEST_START },
      });
      if ('refused' in placement) throw new Error('the test call does not fit into its budgets');
      const usage = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
      const resolution = {
        as: 'settle',
        cost,
        quantities: quantitiesOf(usage),
        usage,
        outcome: 'ok',
        incident: null,
      } as const;
      await ledger.resolveHold(placement.hold.id, resolution, { durationMs: 1, firstByteMs: null });
    }),
  );
}

/** As the background job does. */
async function lookThrough(): Promise<void> {
  while (await running.store.notices.findNotices(TEST_START)) await new Promise((resolve) => setImmediate(resolve));
}
