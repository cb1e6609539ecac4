import { answerOf, mustFail, type Step, settled, step } from '../step.ts';
import { change, pick, type TopUpInWorld, type World } from '../world.ts';

export interface TopUpSpec {
  readonly scope: 'class' | 'student';
  readonly of: number;
  readonly amount: number;
  /** How long it lasts from now. */
  readonly forMs: number;
}

/** The owner gives a student or a class money once, until an instant. */
export function grantTopUp(spec: TopUpSpec): Step {
  return step('grantTopUp', spec, (world, store) => {
    const { scope, amount } = spec;
    const { now } = world;
    const scopeId = pick([...(scope === 'student' ? world.students : world.classes).keys()], spec.of);
    if (scopeId === undefined) return null;
    const endsAt = now + spec.forMs;
    const sent = settled(store.ledger.createTopUp({ scope, scopeId, amount, endsAt, reason: null }, change(now)));
    return async () => {
      const answer = await sent;
      if (isGone(world, scope, scopeId)) return mustFail(answer, `${scope}_not_found`, 'a top-up for what is gone');
      if (amount === 0) return mustFail(answer, 'top_up_zero', 'a top-up of nothing');
      if (endsAt <= now) return mustFail(answer, 'instant_past', 'a top-up that is over');
      if (unfinished(world, scope, scopeId, now) >= 20) return mustFail(answer, 'too_many_top_ups', 'too many top-ups');
      const { id } = answerOf(answer);
      world.topUps.push({ id, scope, scopeId, amount, startsAt: now, endsAt, withdrawn: false });
    };
  });
}

/** The owner takes back what is left; once more does nothing. */
export function withdrawTopUp(spec: { readonly topUp: number }): Step {
  return step('withdrawTopUp', spec, (world, store) => {
    const topUp = pick(world.topUps, spec.topUp);
    if (topUp === undefined) return null;
    const sent = settled(store.ledger.withdrawTopUp(topUp.id, change(world.now)));
    return async () => {
      answerOf(await sent);
      topUp.withdrawn = true;
    };
  });
}

function unfinished(world: World, scope: TopUpInWorld['scope'], scopeId: number, now: number): number {
  return world.topUps.filter(
    (one) => one.scope === scope && one.scopeId === scopeId && !one.withdrawn && one.endsAt > now,
  ).length;
}

function isGone(world: World, scope: TopUpInWorld['scope'], id: number): boolean {
  return scope === 'student' ? world.students.get(id)?.removed === true : world.classes.get(id)?.deleted === true;
}
