import { describe, expect, test } from 'vitest';
import { NO_QUANTITIES, quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { BudgetLimit } from '../../../src/ledger/budgets.ts';
import { NO_TOKENS } from '../../../src/ledger/prices.ts';
import { type ClassInStore, change, classInStore, type Priced } from './class-in-store.ts';
import type { TestEngine } from './engine.ts';

const DAY_MS = 86_400_000;
const LLAMA = { models: ['llama'] };
/** 1 token of input and 100 of output, at no cost. */
const FREE: Priced = { modelId: 'llama', picoPerCapToken: 0, cap: 100 };
const TIMING = { durationMs: 1, firstByteMs: null };

export function testUnitBudgets(engine: TestEngine): void {
  describe('budgets in other units, and of some calls', () => {
    const openClass = classInStore(engine);
    const problems = async (school: ClassInStore) =>
      (await school.store.ledger.check('full', school.clock.now())).problems;

    async function hold(school: ClassInStore, order: Priced): Promise<number> {
      const placement = await school.place(order);
      if ('hold' in placement) return placement.hold.id;
      throw new Error(`refused: ${placement.refused.budget.unit} ${placement.refused.why}`);
    }

    function settle(school: ClassInStore, id: number, tokens: number, incident: 'uncertain' | null = null) {
      const usage = { ...NO_TOKENS, outputTokens: tokens };
      const charge = { cost: 0, quantities: quantitiesOf(usage), usage, outcome: 'ok', incident } as const;
      return school.store.ledger.resolveHold(id, { as: 'settle', ...charge }, TIMING);
    }

    /** Spent and held, by unit and selector. */
    async function amounts(school: ClassInStore, scope: 'student' | 'class' | 'wallet' = 'student') {
      const scopeId = { student: school.studentId, class: school.classId, wallet: 0 }[scope];
      const balances = await school.store.ledger.balancesOf(scope, scopeId, school.clock.now());
      return balances
        .filter(({ unit, selector }) => unit !== 'money' || selector !== null)
        .map(({ period, unit, spent, held }) => `${period} ${unit} ${spent} ${held}`);
    }

    const outcomes = async (school: ClassInStore, orders: readonly Priced[]) =>
      (await Promise.all(orders.map((order) => school.place(order)))).map((placement) =>
        'hold' in placement ? 'yes' : `${placement.refused.budget.unit} ${placement.refused.why}`,
      );

    test('one image a day, money of a model a week and tokens of another a day are three rows', async () => {
      const ownLimits: BudgetLimit[] = [
        { period: 'day', unit: 'images', selector: null, limit: 1 },
        { period: 'week', selector: { models: ['gpt-6-sol'] }, limit: 100 },
        { period: 'day', unit: 'tokens', selector: LLAMA, limit: 303 },
        { period: 'day', unit: 'tokens', limit: 1000 },
      ];
      const school = await openClass({ ownLimits });
      const budgets = await school.store.ledger.listBudgets({ scope: 'student', scopeId: school.studentId });
      const kinds = budgets.map(({ period, unit, selector, limit }) => ({ period, unit, selector, limit }));
      expect(kinds).toEqual(ownLimits.map((limit) => ({ unit: 'money', selector: null, ...limit })));
      const sol = { modelId: 'gpt-6-sol', cap: 60 };
      expect(await outcomes(school, [sol, sol, { cap: 60 }])).toEqual(['yes', 'money held', 'yes']);
      expect(await outcomes(school, [FREE, FREE, FREE, FREE])).toEqual(['yes', 'yes', 'yes', 'tokens held']);
      expect(await amounts(school)).toEqual([
        'day images 0 0',
        'week money 0 60',
        'day tokens 0 303',
        'day tokens 0 425',
      ]);
      expect(await problems(school)).toEqual([]);
    });

    test('one image a day is one image a day: in a burst, settled, and after a crash', async () => {
      const school = await openClass({ limits: { studentBudgets: [{ period: 'day', unit: 'images', limit: 1 }] } });
      const draw = { ...FREE, cap: 0, images: 1 };
      expect(await outcomes(school, [draw, draw, { ...draw, images: 2 }, FREE])).toEqual([
        'yes',
        'images held',
        'images spent',
        'yes',
      ]);
      expect(await amounts(school)).toEqual(['day images 0 1']);
      await school.store.ledger.expireOpenHolds(school.clock.now());
      expect(await amounts(school)).toEqual(['day images 1 0']);
      expect(await outcomes(school, [draw, FREE])).toEqual(['images spent', 'yes']);
      school.clock.advance(DAY_MS);
      const id = await hold(school, draw);
      const usage = { ...NO_TOKENS, outputTokens: 100 };
      const charge = { cost: 0, quantities: quantitiesOf(usage, 1), usage, outcome: 'ok', incident: null } as const;
      await school.store.ledger.resolveHold(id, { as: 'settle', ...charge }, TIMING);
      expect(await amounts(school)).toEqual(['day images 1 0']);
      expect(await outcomes(school, [draw])).toEqual(['images spent']);
      expect(await problems(school)).toEqual([]);
    });

    test('an image that was not drawn is given back, and one whose end is unknown by the owner', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', unit: 'images', limit: 1 }] });
      const draw = { ...FREE, cap: 0, images: 1 };
      const release = { as: 'release', cost: 0, quantities: NO_QUANTITIES, usage: NO_TOKENS } as const;
      const first = await hold(school, draw);
      const refused = { ...release, outcome: 'upstream_refused', incident: null } as const;
      await school.store.ledger.resolveHold(first, refused, TIMING);
      expect(await amounts(school)).toEqual(['day images 0 0']);
      const second = await school.place(draw);
      if (!('hold' in second)) throw new Error('the image was not given back');
      expect(second.hold).toMatchObject({ countsTokens: true, quantities: { tokens: 101, calls: 1, images: 1 } });
      await school.store.ledger.expireOpenHolds(school.clock.now());
      const [incident] = (await school.store.journal.listIncidents({ after: null, limit: 10 })).rows;
      await school.store.journal.refund(incident?.id ?? 0, null, change(school.clock.now()));
      expect(await amounts(school)).toEqual(['day images 0 0']);
      expect(await outcomes(school, [draw])).toEqual(['yes']);
      expect(await problems(school)).toEqual([]);
    });

    test('a snapshot counts as its model, at every provider, and other models do not', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', unit: 'calls', selector: LLAMA, limit: 2 }] });
      const orders = [
        { ...FREE, servedModel: 'llama-2026-01-01' },
        { ...FREE, provider: 'local' },
        FREE,
        { ...FREE, modelId: 'llama-2026-01-01' },
      ];
      expect(await outcomes(school, orders)).toEqual(['yes', 'yes', 'calls held', 'yes']);
      const { rows } = await school.store.records.listRecords({ after: null, limit: 10 });
      expect(rows).toEqual([]);
      await school.store.ledger.expireOpenHolds(school.clock.now());
      const records = (await school.store.records.listRecords({ after: null, limit: 10 })).rows;
      expect(records.map(({ provider }) => provider)).toEqual(['openai', 'local', 'openai']);
      expect(await outcomes(school, [FREE])).toEqual(['calls spent']);
    });

    test('an endpoint is a selector, and a burst takes no more calls than there are', async () => {
      const school = await openClass({
        limits: { budgets: [{ period: 'day', unit: 'calls', selector: { endpoint: 'embeddings' }, limit: 2 }] },
      });
      const embed = { ...FREE, endpoint: 'embeddings' };
      expect(await outcomes(school, [embed, embed, embed, FREE])).toEqual(['yes', 'yes', 'calls held', 'yes']);
      expect(await amounts(school, 'class')).toEqual(['day calls 0 2']);
    });

    test('settles at the tokens that were used, and releases all of a call that was not answered', async () => {
      const ownLimits = [
        { period: 'day', unit: 'tokens', limit: 202 } as const,
        { period: 'day', unit: 'calls', limit: 5 } as const,
      ];
      const school = await openClass({ ownLimits });
      const [first, second] = [await hold(school, FREE), await hold(school, FREE)];
      expect(await amounts(school)).toEqual(['day tokens 0 202', 'day calls 0 2']);
      await settle(school, first, 7);
      const release = { as: 'release', cost: 0, quantities: NO_QUANTITIES, usage: NO_TOKENS } as const;
      await school.store.ledger.resolveHold(
        second,
        { ...release, outcome: 'upstream_refused', incident: null },
        TIMING,
      );
      expect(await amounts(school)).toEqual(['day tokens 7 0', 'day calls 1 0']);
      await settle(school, await hold(school, FREE), 500);
      expect(await amounts(school)).toEqual(['day tokens 507 0', 'day calls 2 0']);
      expect(await outcomes(school, [FREE])).toEqual(['tokens spent']);
      expect(await problems(school)).toEqual([]);
    });

    test('is summed from the records and the open holds when it is set, and when rules change', async () => {
      const school = await openClass();
      await settle(school, await hold(school, FREE), 40);
      await settle(school, await hold(school, { ...FREE, modelId: 'other' }), 400);
      const open = await hold(school, FREE);
      await school.setBudget('student', { period: 'day', unit: 'tokens', selector: LLAMA, limit: 200 });
      await school.setBudget('class', { period: 'total', unit: 'calls', limit: 9 });
      await school.setBudget('wallet', { period: 'month', unit: 'tokens', limit: 9999 });
      expect(await amounts(school)).toEqual(['day tokens 40 101']);
      expect(await amounts(school, 'class')).toEqual(['total calls 2 1']);
      expect(await amounts(school, 'wallet')).toEqual(['month tokens 440 101']);
      await settle(school, open, 1);
      expect(await amounts(school)).toEqual(['day tokens 41 0']);
      expect(await problems(school)).toEqual([]);
      await school.restart();
      const many = await school.store.ledger.balancesOfStudents([school.studentId], school.clock.now());
      expect(many.get(school.studentId)?.find(({ unit }) => unit === 'tokens')).toMatchObject({ spent: 41, held: 0 });
    });

    test('counts also what a top-up pays', async () => {
      const school = await openClass({
        ownLimits: [
          { period: 'day', limit: 0 },
          { period: 'day', unit: 'tokens', limit: 150 },
        ],
      });
      const topUp = { scope: 'student', scopeId: school.studentId, amount: 900, reason: null } as const;
      const now = school.clock.now();
      await school.store.ledger.createTopUp({ ...topUp, endsAt: now + DAY_MS }, change(now));
      expect(await outcomes(school, [{ cap: 100 }, { cap: 100 }])).toEqual(['yes', 'tokens held']);
      expect(await amounts(school)).toEqual(['day tokens 0 101']);
      expect(await school.money('student', 'day')).toEqual({ spent: 0, held: 0 });
      expect(await problems(school)).toEqual([]);
    });

    test('a class default makes way for the own limit of its kind, and the default money stays beside other kinds', async () => {
      const tokens = { period: 'day', unit: 'tokens' } as const;
      const school = await openClass({
        limits: {
          studentBudgets: [
            { ...tokens, limit: 500 },
            { ...tokens, selector: LLAMA, limit: 300 },
          ],
        },
        ownLimits: [{ ...tokens, selector: LLAMA, limit: 7 }],
        server: { studentWeekly: 250 },
      });
      const rules = await school.store.ledger.balancesOf('student', school.studentId, school.clock.now());
      expect(rules.map(({ unit, selector, limit, source }) => [unit, selector, limit, source])).toEqual([
        ['tokens', LLAMA, 7, 'own'],
        ['tokens', null, 500, 'class'],
        ['money', null, 250, 'default'],
      ]);
    });

    test('carries over what is left of it, as money', async () => {
      const school = await openClass();
      await school.setBudget('student', { period: 'day', unit: 'tokens', limit: 150, carryOver: true });
      school.clock.advance(DAY_MS);
      await settle(school, await hold(school, FREE), 30);
      school.clock.advance(DAY_MS);
      expect(
        await outcomes(school, [
          { ...FREE, cap: 298 },
          { ...FREE, cap: 0 },
        ]),
      ).toEqual(['yes', 'yes']);
      expect(await outcomes(school, [{ ...FREE, cap: 0 }])).toEqual(['tokens held']);
      expect(await problems(school)).toEqual([]);
    });

    test('a crash charges all tokens, with an incident that a refund gives back as a whole', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', unit: 'tokens', limit: 150 }] });
      await hold(school, FREE);
      await school.store.ledger.expireOpenHolds(school.clock.now());
      expect(await amounts(school)).toEqual(['day tokens 101 0']);
      const { rows } = await school.store.journal.listIncidents({ after: null, limit: 10 });
      expect(rows).toMatchObject([{ kind: 'crash', charged: 0, chargedTokens: 101 }]);
      const refund = () => school.store.journal.refund(rows[0]?.id ?? 0, null, change(school.clock.now()));
      expect(await refund()).toMatchObject({ chargedTokens: 0, closedAt: school.clock.now() });
      await expect(refund()).rejects.toThrow();
      expect(await amounts(school)).toEqual(['day tokens 0 0']);
      expect(await problems(school)).toEqual([]);
    });

    test('a call at no cost raises no incident where no budget counts its tokens', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', unit: 'tokens', selector: LLAMA, limit: 150 }] });
      await hold(school, { ...FREE, modelId: 'other' });
      await school.store.ledger.expireOpenHolds(school.clock.now());
      expect((await school.store.journal.listIncidents({ after: null, limit: 10 })).rows).toEqual([]);
    });

    test('a budget of a kind that is removed does not touch one of another kind of its period', async () => {
      const school = await openClass({ ownLimits: [{ period: 'day', limit: 500 }] });
      const tokens = await school.setBudget('student', { period: 'day', unit: 'tokens', limit: 50 });
      expect(await outcomes(school, [FREE])).toEqual(['tokens spent']);
      await school.store.ledger.deleteBudget(tokens.id, change(school.clock.now()));
      expect(await outcomes(school, [FREE, { cap: 501 }])).toEqual(['yes', 'money spent']);
    });

    test('rejects a unit that is none', async () => {
      const school = await openClass();
      const limit = { period: 'day', unit: 'words', limit: 1 } as unknown as BudgetLimit;
      await expect(school.setBudget('student', limit)).rejects.toThrow('"words" is not a unit');
    });
  });
}
