import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { SharedCalls } from '../../../src/gateway/sharing/shared-calls.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import type { Question } from './random-provider.ts';
import { expectAnswers, expectLedger, expectOneCallAtOnce, expectRecords } from './round-check.ts';
import { play, STUDENTS, type Step, startRound } from './sharing-round.ts';

/**
 * Random arrivals of the same and of other calls, hang-ups, slow readers and failures of the provider, each round in an
 * installation of its own. More rounds: JIGAP_SHARING_RUNS.
 */
const RUNS = Number(process.env.JIGAP_SHARING_RUNS ?? 5);
const LONG_RUNS = 3 * RUNS;
const QUESTIONS = 2;

const question: fc.Arbitrary<Question> = fc.record({
  stream: fc.boolean(),
  end: fc.oneof(
    { weight: 4, arbitrary: fc.constant('whole' as const) },
    { weight: 2, arbitrary: fc.constant('dies' as const) },
    { weight: 2, arbitrary: fc.constantFrom('resets', '401', '429', '500') },
  ),
  // The answer is buffered whole, passes as it comes, and is too large for students who come late.
  pieceBytes: fc.oneof(
    { weight: 4, arbitrary: fc.constant(40) },
    { weight: 2, arbitrary: fc.constant(50_000) },
    { weight: 1, arbitrary: fc.constant(400_000) },
  ),
});
const which = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(QUESTIONS - 1) });
const arrival = fc.record({
  does: fc.constant('arrive' as const),
  student: fc.nat(STUDENTS - 1),
  question: which,
  readsLate: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: arrival },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('hang up', 'read'), who: fc.nat(8) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('open' as const),
      question: which,
      gate: fc.constantFrom('begins', 'middle'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const) }) },
);
const rounds = fc.tuple(fc.tuple(question, question), arrival, fc.array(step, { minLength: 4, maxLength: 14 }));

const entered = vi.spyOn(SharedCalls.prototype, 'enter');
afterAll(() => entered.mockRestore());

describe.each(['read', 'cancel'] as const)('with JIGAP_HANG_UP=%s', (mode) => {
  const playRounds = async (numRuns: number) => {
    const property = fc.asyncProperty(rounds, async ([questions, first, steps]) => {
      const round = await startRound(mode, questions);
      try {
        entered.mockClear();
        const ended = await play(round, [first, ...steps]);
        for (const calls of new Set(entered.mock.contexts as SharedCalls[])) expect(calls.open).toBe(0);
        expectAnswers(round, ended);
        await expectOneCallAtOnce(round);
        await expectRecords(round, ended);
        await expectLedger(round);
        expect(await round.fixture.app.api('POST', '/api/check')).toMatchObject({ status: 200, json: { ok: true } });
      } finally {
        await round.fixture.stop();
      }
    });
    await fc.assert(property, { numRuns, endOnFailure: true });
  };
  const TITLE = 'identical calls at random moments are answered whole or refused, and paid once';
  test(`${TITLE}: ${RUNS} rounds`, () => playRounds(RUNS));
  test(`${TITLE}: ${LONG_RUNS} rounds`, LONG_RUN, () => playRounds(LONG_RUNS));
});
