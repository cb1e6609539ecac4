import pg from 'pg';
import { onTestFinished, vi } from 'vitest';
import { Batch } from '../../../src/store/postgres/engine/batch.ts';

export interface SentStatements {
  /** Between a BEGIN and the end of its transaction, by name or text. */
  readonly sent: readonly string[];
  /** How many have begun. */
  transactions(): number;
}

/** Of all connections, until the running test ends. */
export function statementsUnderLock(): SentStatements {
  const sent: string[] = [];
  let transactions = 0;
  const locked = new WeakSet<object>();
  const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    for (const step of stepsOf(args[0])) {
      if (step === 'BEGIN') {
        transactions += 1;
        locked.add(this);
      } else if (step === 'COMMIT' || step === 'ROLLBACK') locked.delete(this);
      else if (locked.has(this)) sent.push(step);
    }
    return query.apply(this, args) as never;
  } as never);
  onTestFinished(() => spy.mockRestore());
  return { sent, transactions: () => transactions };
}

function stepsOf(asked: unknown): string[] {
  if (asked instanceof Batch) return asked.steps.map((step) => ('command' in step ? step.command : step.prepared));
  if (typeof asked === 'string') return [asked];
  const { text, name } = asked as { text: string; name?: string };
  return [name ?? text];
}
