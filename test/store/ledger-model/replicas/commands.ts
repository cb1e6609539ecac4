import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agree } from '../agreement.ts';
import { call, settling, step } from '../commands.ts';
import type { Step, Verify } from '../step.ts';
import { expire, settle } from '../steps/resolve.ts';
import type { CallInWorld, World } from '../world.ts';
import type { TwoStores, Which } from './two-stores.ts';

export type TwoStoresCommand = fc.AsyncCommand<World, TwoStores>;

interface Sent {
  readonly step: Step;
  readonly via: Which;
}

/** Steps that write twice: what comes between is no order of whole steps. */
const TWO_WRITES = /^(createStudent|rotateToken|forgetNames)\(/;

const which = fc.constantFrom<Which>(0, 1);
const sent: fc.Arbitrary<Sent> = fc.record({ step, via: which });
const calls: fc.Arbitrary<Sent> = fc.record({ step: call, via: which });

/** Who placed a call: its holds end with that replica. */
const holders = new WeakMap<CallInWorld, Which>();

/** Sent through both replicas at once. Every answer is what the model says in the order of the commits. */
class SharedTurn implements TwoStoresCommand {
  readonly #sent: readonly Sent[];
  readonly #seenBy: Which;

  constructor(steps: readonly Sent[], seenBy: Which) {
    this.#sent = steps;
    this.#seenBy = seenBy;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, two: TwoStores): Promise<void> {
    const together = this.#sent.filter(({ step: one }) => !TWO_WRITES.test(String(one)));
    await send(together, world, two);
    for (const one of this.#sent) if (!together.includes(one)) await send([one], world, two);
    await agree(world, two.of(this.#seenBy));
  }

  toString(): string {
    return `shared([${this.#sent.map(({ step: one, via }) => `${one} by ${via}`).join(', ')}], seen by ${this.#seenBy})`;
  }
}

/** A replica ends, in an orderly way or not, and another begins in its place. The calls of the one are expired, once. */
class Replace implements TwoStoresCommand {
  readonly #how: 'restart' | 'crash';
  readonly #which: Which;
  readonly #last: readonly Sent[];

  constructor(how: 'restart' | 'crash', of: Which, last: readonly Sent[]) {
    this.#how = how;
    this.#which = of;
    this.#last = last;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, two: TwoStores): Promise<void> {
    await send(this.#last, world, two);
    await two[this.#how](this.#which, world.now);
    await expireOf(this.#which, world, two);
    await agree(world, two.of(this.#which === 0 ? 1 : 0));
    await agree(world, two.of(this.#which));
  }

  toString(): string {
    return `${this.#how}(${this.#which}, [${this.#last.map(({ step: one, via }) => `${one} by ${via}`).join(', ')}])`;
  }
}

async function send(steps: readonly Sent[], world: World, two: TwoStores): Promise<void> {
  const verifications: { readonly step: Step; readonly via: Which; readonly verify: Verify }[] = [];
  for (const { step: one, via } of steps) {
    const verify = two.order.send(one, () => one.send(world, two.of(via)));
    if (verify !== null) verifications.push({ step: one, via, verify });
  }
  await two.order.allAnswered();
  for (const { via, verify } of two.order.sort(verifications)) {
    const known = new Set(world.calls.keys());
    await verify();
    for (const one of world.calls.values()) if (!known.has(one.holdId)) holders.set(one, via);
  }
}

/** The world takes over what became of the calls of a replica that ended. */
async function expireOf(of: Which, world: World, two: TwoStores): Promise<void> {
  const open = [...world.calls.values()].filter((one) => one.end === null);
  const mine = open.filter((one) => holders.get(one) === of);
  const { holds } = await two.of(of).ledger.openHolds(1000);
  assert.deepEqual(
    holds.map(({ id }) => id).sort(),
    open.flatMap(({ holdId }) => (mine.some((one) => one.holdId === holdId) ? [] : [holdId])).sort(),
    'the holds of a replica that ended are not expired, or others are',
  );
  const { rows } = await two.of(of).journal.listIncidents({ after: null, limit: 10_000 });
  const raised = new Set(rows.map(({ recordId }) => recordId));
  for (const one of mine) expire(one, raised.has(one.holdId));
}

export async function expireEverything(world: World, two: TwoStores): Promise<void> {
  for (const each of [0, 1] as const) await new Replace('restart', each, []).run(world, two);
}

export const sharedCommand: fc.Arbitrary<TwoStoresCommand> = fc.oneof(
  {
    arbitrary: fc
      .tuple(fc.array(sent, { minLength: 1, maxLength: 6 }), which)
      .map(([steps, seenBy]) => new SharedTurn(steps, seenBy)),
    weight: 14,
  },
  {
    arbitrary: fc
      .tuple(fc.array(calls, { minLength: 4, maxLength: 12 }), which)
      .map(([steps, seenBy]) => new SharedTurn(steps, seenBy)),
    weight: 6,
  },
  // The same call by both, at the same time.
  {
    arbitrary: fc
      .tuple(settling, calls, which)
      .map(
        ([spec, other, seenBy]) =>
          new SharedTurn([{ step: settle(spec), via: 0 }, other, { step: settle(spec), via: 1 }], seenBy),
      ),
    weight: 2,
  },
  {
    arbitrary: fc.tuple(which, fc.array(calls, { maxLength: 3 })).map(([of, last]) => new Replace('restart', of, last)),
    weight: 1,
  },
);

/** Seconds each: the others must be sure that it is dead. */
export const crashCommand: fc.Arbitrary<TwoStoresCommand> = fc
  .tuple(which, fc.array(calls, { maxLength: 3 }))
  .map(([of, last]) => new Replace('crash', of, last));
