import { describe, expect, test } from 'vitest';
import { firstIdAt, MAX_MOVED_MS } from '../../../src/ledger/hold-ids.ts';
import { type Commit, CommitOutcomes } from '../../../src/store/postgres/ledger/commit-outcomes.ts';
import { GuessedWorks } from '../../../src/store/postgres/ledger/guessed-works.ts';
import type { LedgerSession } from '../../../src/store/postgres/replicas/replica.ts';
import { idsMovedBy, ONCE_COMMITTED, type SqlWork } from '../../../src/store/sql/sql-work.ts';

type Told = { result: unknown } | { error: unknown };

function* movedBy(): SqlWork<number> {
  return idsMovedBy(yield ONCE_COMMITTED);
}

/** Flushes that end when the test says so, and groups whose jobs note what they are told. */
class Fixture {
  readonly told: Told[] = [];
  lost = 0;
  readonly #flushes: { done(lastGroup: number): void; failed(error: Error): void }[] = [];
  readonly outcomes = new CommitOutcomes({
    flush: () => new Promise<number>((done, failed) => this.#flushes.push({ done, failed })),
    onLost: () => {
      this.lost += 1;
    },
  });

  commit(group: number): Commit {
    const job = {
      ...{
        work: () => [][Symbol.iterator]() as never,
        needs: () => [],
        warmUp: () => [],
        isAwaited: true,
        isChange: false,
        isRead: false,
        number: group,
      },
      done: (result: unknown) => void this.told.push({ result }),
      failed: (error: unknown) => void this.told.push({ error }),
    };
    return {
      replica: { slot: 7, startedAt: 1 },
      group,
      jobs: [job],
      finished: [{ job, end: { result: group } }],
      guessed: null,
    };
  }

  /** @param end the last group that is on disk */
  async endFlush(index: number, end: number | Error): Promise<void> {
    if (typeof end === 'number') this.#flushes[index]?.done(end);
    else this.#flushes[index]?.failed(end);
    await new Promise(setImmediate);
  }

  /** Of a database that has this as the last group of the replica; null: it does not know the replica. */
  findOut(lastGroup: number | null, newestId: number | null = null): ReturnType<CommitOutcomes['findOut']> {
    const rows = lastGroup === null ? [] : [{ last_group: lastGroup, newest_id: newestId }];
    return this.outcomes.findOut({
      client: { query: () => new Promise((answer) => setTimeout(answer, 20, { rows })) },
      ...{ slot: 7, startedAt: 1, foundGroup: null },
    } as unknown as LedgerSession);
  }
}

describe('CommitOutcomes', () => {
  test('tells a group when it is on disk, and not before', async () => {
    const fixture = new Fixture();
    fixture.outcomes.tell(fixture.commit(1));
    await new Promise(setImmediate);
    expect(fixture.told).toEqual([]);
    await fixture.endFlush(0, 1);
    expect(fixture.told).toEqual([{ result: 1 }]);
    expect(fixture.outcomes.isAllTold).toBe(true);
  });

  test('does not tell by a flush that ends after the connection was replaced, but looks at the database', async () => {
    const fixture = new Fixture();
    const commit = fixture.commit(1);
    fixture.outcomes.tell(commit);
    fixture.outcomes.distrust({ foundGroup: null });
    await fixture.endFlush(0, 1);
    expect(fixture.told).toEqual([]);
    expect(await fixture.findOut(0)).toEqual(commit.jobs);
    expect(fixture.told).toEqual([]);
  });

  test('does not tell by a flush of a database that lacks the group', async () => {
    const fixture = new Fixture();
    const commit = fixture.commit(2);
    fixture.outcomes.tell(commit);
    await fixture.endFlush(0, 1);
    expect([fixture.told, fixture.lost]).toEqual([[], 1]);
    expect(await fixture.findOut(1)).toEqual(commit.jobs);
  });

  test('flushes again what the database still has after the connection was replaced, and tells it once', async () => {
    const fixture = new Fixture();
    fixture.outcomes.tell(fixture.commit(1));
    fixture.outcomes.distrust({ foundGroup: null });
    expect(await fixture.findOut(1)).toEqual([]);
    await fixture.endFlush(1, 1);
    await fixture.endFlush(0, new Error('cut'));
    expect([fixture.told, fixture.lost]).toEqual([[{ result: 1 }], 0]);
  });

  test('finds out in the order of the groups', async () => {
    const fixture = new Fixture();
    const [first, second] = [fixture.commit(1), fixture.commit(2)];
    fixture.outcomes.tell(first);
    fixture.outcomes.tell(second);
    await fixture.endFlush(1, new Error('cut'));
    await fixture.endFlush(0, new Error('cut'));
    expect(fixture.lost).toBe(2);
    expect(await fixture.findOut(0)).toEqual(first.jobs);
    expect(await fixture.findOut(0)).toEqual(second.jobs);
  });

  test('forgets none that becomes unknown while another one is found out', async () => {
    const fixture = new Fixture();
    const [first, second] = [fixture.commit(1), fixture.commit(2)];
    fixture.outcomes.tell(first);
    fixture.outcomes.addUnknown(second);
    const found = fixture.findOut(0);
    await fixture.endFlush(0, new Error('cut'));
    expect(await found).toEqual(second.jobs);
    expect(await fixture.findOut(0)).toEqual(first.jobs);
    expect(fixture.outcomes.isAllTold).toBe(true);
  });

  test('fails what a replica had committed that others took for dead meanwhile', async () => {
    const fixture = new Fixture();
    fixture.outcomes.addUnknown(fixture.commit(1));
    expect(await fixture.findOut(null)).toEqual([]);
    expect(fixture.told).toMatchObject([{ error: { name: 'OutcomeUnknownError' } }]);
  });

  /** Of a job that tells by how much its id has moved. */
  function guessedCommit(fixture: Fixture, lastId: number): Commit {
    const commit = fixture.commit(1);
    const jobs = commit.jobs.map((job) => ({ ...job, work: movedBy }));
    const works = GuessedWorks.begin(jobs);
    if (works === null) throw new Error('the job was not guessed');
    return { ...commit, jobs, finished: [], guessed: { works, lastId } };
  }

  test('tells a guess whose answer was lost by how much its ids have moved', async () => {
    for (const [lastId, newestId, movedBy] of [[100, 105, 5] as const, [100, 100, 0] as const, [0, 105, 0] as const]) {
      const fixture = new Fixture();
      fixture.outcomes.addUnknown(guessedCommit(fixture, lastId));
      expect(await fixture.findOut(1, newestId)).toEqual([]);
      await fixture.endFlush(0, 1);
      expect(fixture.told).toEqual([{ result: movedBy }]);
    }
  });

  test('tells no id where the holds of a guess are not as it left them', async () => {
    for (const newestId of [null, 99, 100 + firstIdAt(MAX_MOVED_MS) + 1]) {
      const fixture = new Fixture();
      fixture.outcomes.addUnknown(guessedCommit(fixture, 100));
      expect(await fixture.findOut(1, newestId)).toEqual([]);
      expect(fixture.told).toMatchObject([{ error: { name: 'OutcomeUnknownError' } }]);
      expect(fixture.outcomes.isAllTold).toBe(true);
    }
  });

  test('runs a guess again that the database lacks', async () => {
    const fixture = new Fixture();
    const commit = guessedCommit(fixture, 100);
    fixture.outcomes.addUnknown(commit);
    expect(await fixture.findOut(0, 90)).toEqual(commit.jobs);
    expect(fixture.told).toEqual([]);
  });

  test('knows after a failover whether the server has everything that was told', async () => {
    const fixture = new Fixture();
    fixture.outcomes.distrust({ foundGroup: 0 });
    expect(fixture.outcomes.hasAllTold).toBeNull();
    fixture.outcomes.tell(fixture.commit(5));
    fixture.outcomes.tell(fixture.commit(6));
    await fixture.endFlush(0, 5);
    const answers = [5, 4, null].map((foundGroup) => {
      fixture.outcomes.distrust({ foundGroup });
      return fixture.outcomes.hasAllTold;
    });
    expect(answers).toEqual([true, false, null]);
  });
});
