import { describe, expect, test } from 'vitest';
import { classroom, endClassroomsAfterwards } from './classroom.ts';
import { change } from './world.ts';

endClassroomsAfterwards();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const A_DAY = { period: 'day', limit: 1000 } as const;

describe('a period border in the middle of a call', () => {
  test('a call is settled in the day in which it was placed, not in the one in which it ended', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    room.clock.set(Date.parse('2026-11-23T23:59:59.999+09:00'));
    const { id } = await room.hold(600);
    room.clock.advance(1);
    expect(await room.money('student', 'day')).toEqual({ spent: 0, held: 0 });
    await room.settle(id, 500);
    expect(await room.money('student', 'day')).toEqual({ spent: 0, held: 0 });
    room.clock.set(Date.parse('2026-11-23T12:00+09:00'));
    expect(await room.money('student', 'day')).toEqual({ spent: 500, held: 0 });
  });

  test('a call of yesterday takes nothing away from today', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    await room.hold(1000);
    expect((await room.refusal({ cap: 1 })).why).toBe('held');
    room.clock.advance(DAY);
    expect((await room.hold(1000)).amount).toBe(1000);
  });

  test('a refund of yesterday is no money for today', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    await room.settle((await room.hold(800)).id, 800, 'uncertain');
    room.clock.advance(DAY);
    await room.spend(1000);
    const { rows } = await room.store.journal.listIncidents({ after: null, limit: 1 });
    await room.store.journal.refund(rows[0]?.id ?? 0, null, change(room.clock.now()));
    expect(await room.money('student', 'day')).toEqual({ spent: 1000, held: 0 });
    room.clock.set(room.clock.now() - DAY);
    expect(await room.money('student', 'day')).toEqual({ spent: 0, held: 0 });
  });
});

describe('a clock that jumps', () => {
  test('back into yesterday finds what was spent yesterday, and back again what was spent today', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    await room.spend(700);
    room.clock.advance(DAY);
    await room.spend(900);
    room.clock.set(room.clock.now() - DAY);
    expect(await room.money('student', 'day')).toEqual({ spent: 700, held: 0 });
    expect(await room.refusal({ cap: 301 })).toMatchObject({ why: 'spent', affordableCap: 300 });
    await room.spend(300);
    room.clock.advance(DAY);
    expect(await room.money('student', 'day')).toEqual({ spent: 900, held: 0 });
  });

  test('years ahead by mistake gives no money away once it is right again', async () => {
    const room = await classroom({ ownLimits: [A_DAY, { period: 'total', limit: 1500 }] });
    await room.spend(1000);
    room.clock.advance(3 * 365 * DAY);
    await room.spend(500);
    room.clock.set(room.clock.now() - 3 * 365 * DAY);
    expect(await room.refusal({ cap: 1 })).toMatchObject({ why: 'spent' });
    expect(await room.money('student', 'total')).toEqual({ spent: 1500, held: 0 });
  });

  test.each([1, 500, 999, 1000, 1001, 5000])('back by %i ms gives no hold the number of another', async (ms) => {
    const room = await classroom();
    const ids = new Set<number>();
    for (let round = 0; round < 4; round++) {
      for (let call = 0; call < 5; call++) ids.add((await room.hold(1)).id);
      room.clock.set(room.clock.now() - ms);
      for (const { id } of await Promise.all([room.hold(1), room.hold(1)])) ids.add(id);
      await room.restart();
    }
    expect(ids.size).toBe(28);
    expect(await room.store.ledger.expireOpenHolds(room.clock.now())).toBe(28);
    expect(await room.money('wallet', 'month')).toEqual({ spent: 28, held: 0 });
  });

  test('back to before the class was made still counts every call', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    room.clock.set(room.clock.now() - 10 * DAY);
    await room.spend(600);
    await room.setBudget('class', A_DAY);
    await room.restart();
    expect(await room.money('class', 'day')).toEqual({ spent: 600, held: 0 });
    expect(await room.refusal({ cap: 401 })).toMatchObject({ why: 'spent', affordableCap: 400 });
  });

  test('back while a budget is edited forgets nothing that was spent at the later time', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    await room.spend(800);
    room.clock.set(room.clock.now() - HOUR);
    await room.setBudget('student', { period: 'week', limit: 1000 });
    room.clock.advance(2 * HOUR);
    expect(await room.money('student', 'week')).toEqual({ spent: 800, held: 0 });
    expect(await room.money('student', 'day')).toEqual({ spent: 800, held: 0 });
  });
});

describe('daylight saving', () => {
  test('the hour that comes twice is one day: its budget is not given twice', async () => {
    const room = await classroom({ fields: { timeZone: 'America/New_York' }, ownLimits: [A_DAY] });
    room.clock.set(Date.parse('2026-11-01T01:30:00-04:00'));
    await room.spend(600);
    room.clock.set(Date.parse('2026-11-01T01:30:00-05:00'));
    expect(await room.refusal({ cap: 401 })).toMatchObject({ why: 'spent' });
    room.clock.set(Date.parse('2026-11-01T23:59:59.999-05:00'));
    expect(await room.refusal({ cap: 401 })).toMatchObject({ why: 'spent' });
    room.clock.advance(1);
    expect((await room.hold(1000)).amount).toBe(1000);
  });

  test('a day of twenty-three hours ends when the local day ends', async () => {
    const room = await classroom({ fields: { timeZone: 'Pacific/Chatham' }, ownLimits: [A_DAY] });
    room.clock.set(Date.parse('2026-09-27T00:00:00+12:45'));
    await room.spend(1000);
    room.clock.advance(23 * HOUR - 1);
    expect(await room.refusal({ cap: 1 })).toMatchObject({ why: 'spent' });
    room.clock.advance(1);
    expect((await room.hold(1000)).amount).toBe(1000);
  });
});

describe('calendars that are edited', () => {
  test('a zone that moves while a call runs moves the call into the day that it was placed in there', async () => {
    const room = await classroom({ ownLimits: [A_DAY] });
    room.clock.set(Date.parse('2026-11-24T01:00+09:00'));
    const { id } = await room.hold(600);
    const zone = { timeZone: 'America/New_York' };
    await room.store.access.updateClass(room.classId, zone, {}, change(room.clock.now()));
    expect(await room.money('student', 'day')).toEqual({ spent: 0, held: 600 });
    room.clock.advance(DAY);
    await room.settle(id, 600);
    expect(await room.money('student', 'day')).toEqual({ spent: 0, held: 0 });
    room.clock.set(Date.parse('2026-11-23T00:00-05:00'));
    expect(await room.money('student', 'day')).toEqual({ spent: 600, held: 0 });
  });

  test('a term that is moved over what was spent counts it, and one that is moved away does not', async () => {
    const term = { period: 'term', limit: 1000 } as const;
    const room = await classroom({ fields: { startsOn: '2026-11-01', endsOn: '2026-12-31' }, ownLimits: [term] });
    await room.spend(600);
    const edit = (startsOn: string) =>
      room.store.access.updateClass(room.classId, { startsOn }, {}, change(room.clock.now()));
    await edit('2026-11-24');
    expect(await room.money('student', 'term')).toEqual({ spent: 0, held: 0 });
    await edit('2026-11-23');
    expect(await room.money('student', 'term')).toEqual({ spent: 600, held: 0 });
  });

  // Found by the model: such a call was counted until the next edit of a limit, and forgotten by it.
  test('a call out of the term of its budget is refused, and takes down no neighbour of the same turn', async () => {
    const term = { period: 'term', limit: 1000 } as const;
    const room = await classroom({ fields: { endsOn: '2026-11-23' }, ownLimits: [term] });
    const alone = { name: 'without a class', classId: null, email: null, suspended: false };
    const { id: studentId } = await room.store.access.createStudent(alone, {}, change(room.clock.now()));
    room.clock.set(Date.parse('2026-11-24T00:00+09:00'));
    const [late, neighbour] = await Promise.allSettled([room.place({ cap: 10 }), room.place({ cap: 10, studentId })]);
    expect(late).toMatchObject({ status: 'rejected', reason: { name: 'ConflictError' } });
    expect(neighbour).toMatchObject({ status: 'fulfilled', value: { hold: { amount: 10 } } });
    expect(await room.money('student', 'term')).toEqual({ spent: 0, held: 0 });
    expect(await room.money('wallet', 'month')).toEqual({ spent: 0, held: 10 });
    // Ids run ahead of a clock that went back by less than a second.
    room.clock.set(room.clock.now() - 2000);
    expect((await room.hold(1000)).amount).toBe(1000);
  });

  // Found by the model: numbers that a rolled-back neighbour had taken pushed a call over the border, and it failed.
  test('a call in the last moment of a term is placed, whatever fails beside it after the border', async () => {
    const term = { period: 'term', limit: 1000 } as const;
    const room = await classroom({ fields: { endsOn: '2026-11-23' }, ownLimits: [term] });
    const border = Date.parse('2026-11-24T00:00+09:00');
    room.clock.set(border - 2);
    const inTime = room.place({ cap: 10 });
    room.clock.set(border);
    const late = room.place({ cap: 10 });
    const answers = await Promise.allSettled([inTime, late]);
    expect(answers).toMatchObject([
      { status: 'fulfilled', value: { hold: { amount: 10 } } },
      { status: 'rejected', reason: { name: 'ConflictError' } },
    ]);
    room.clock.set(border - 2);
    expect(await room.money('student', 'term')).toEqual({ spent: 0, held: 10 });
  });
});
