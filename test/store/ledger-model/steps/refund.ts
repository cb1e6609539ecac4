import { answerOf, mustFail, type Step, settled, step } from '../step.ts';
import { change, type EndOfCall, pick, type World } from '../world.ts';

export interface RefundSpec {
  readonly call: number;
  /** Of what is left to give back, in percent; null: all of it, without saying how much. */
  readonly percent: number | null;
}

/** The owner gives back what an uncertain call was charged: some of it, all of it, or more than there is. */
export function refund(spec: RefundSpec): Step {
  return step('refund', spec, (world, store) => {
    const found = pick(refundable(world), spec.call);
    if (found === undefined) return null;
    const { end, incidentId } = found;
    const amount = spec.percent === null ? null : Math.ceil(((end.cost - end.refunded) * spec.percent) / 100);
    const sent = settled(store.journal.refund(incidentId, amount, change(world.now)));
    return async () => {
      const answer = await sent;
      const left = end.cost - end.refunded;
      const refunded = amount ?? left;
      const why = `refunding ${refunded} of ${left}`;
      const tokensLeft = end.isGivenBack ? 0 : end.tokens;
      if (left === 0 && tokensLeft === 0) return mustFail(answer, 'refund_complete', why);
      if (refunded === 0 && (amount !== null || left > 0)) return mustFail(answer, 'refund_zero', why);
      if (refunded > left) return mustFail(answer, 'refund_too_large', why);
      answerOf(answer);
      end.refunded += refunded;
      if (refunded === left) end.isGivenBack = true;
      if (end.incident !== null) end.incident.closed = true;
    };
  });
}

function refundable(world: World): { end: EndOfCall; incidentId: number }[] {
  return [...world.calls.values()].flatMap(({ end }) => {
    const id = end?.incident?.id ?? null;
    return end === null || id === null ? [] : [{ end, incidentId: id }];
  });
}
