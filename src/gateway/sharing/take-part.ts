import type { Endpoint } from '../../endpoints/endpoint.ts';
import { NO_ESTIMATE } from '../../ledger/estimate.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Audience, ExchangeOptions } from '../answers/exchange-options.ts';
import type { Call } from '../call.ts';
import type { PreparedCall } from '../prepare.ts';
import { type Refusal, refuse } from '../refusals/refusal.ts';
import { answerKey } from './answer-key.ts';
import type { Seat } from './seat.ts';
import type { SharedCall } from './shared-call.ts';
import type { SharedCalls } from './shared-calls.ts';

/** A call alone, at the head of a shared one, or with the answer of another. */
export interface Part {
  /** Nothing is sent for it. */
  readonly isFollower: boolean;
  /** What is held and settled: nothing where the answer is another call's. */
  readonly prepared: PreparedCall;
  /**
   * Where the exchange sends to.
   * @param cap that was granted @param onLag the student is too far behind others who get the same answer
   */
  upstream(real: Upstream, cap: number, onLag: () => void): ExchangeOptions['upstream'];
  readonly audience?: Audience;
  /** The call is made anew, and goes on alone. */
  leave(prepared: PreparedCall): Part;
  /** The call is settled, or was refused. Does nothing the second time. */
  end(refusal: Refusal | null): void;
}

/**
 * Whether an identical call of the class runs at this moment: then its answer is this one's. A class has that only where
 * its owner turned it on, and a call only where the same request has the same answer.
 */
export async function takePart(
  call: Call,
  endpoint: Endpoint,
  prepared: PreparedCall,
  sharedCalls: SharedCalls,
): Promise<Part | Refusal> {
  const { schoolClass } = call.caller;
  const body = schoolClass?.sharesAnswers === true ? prepared.commonBody() : null;
  if (schoolClass === null || body === null) return alone(prepared);
  const key = answerKey({ classId: schoolClass.id, provider: prepared.model.provider, path: endpoint.path, body });
  for (;;) {
    const role = sharedCalls.enter(key);
    if (role.is === 'leader') return leading(role.call, prepared);
    const seat = await role.seat;
    // The others would wait as long once more, one after the other.
    if (seat === 'full') return refuse(call.reader, 'providerFull');
    // Else that call was never sent. Whoever comes first leads the next one.
    if (seat !== null) return following(seat, prepared);
  }
}

function alone(prepared: PreparedCall): Part {
  return { isFollower: false, prepared, upstream: (real) => real, leave: alone, end: () => {} };
}

function leading(call: SharedCall, prepared: PreparedCall): Part {
  return {
    isFollower: false,
    prepared,
    upstream: (real, cap, onLag) => {
      if (cap === prepared.cap) return call.upstream(real, onLag);
      // Cut to this student's money, the answer is not what the others asked for.
      call.end();
      return real;
    },
    audience: call,
    leave: (renewed) => {
      call.end();
      return alone(renewed);
    },
    end: (refusal) => call.end(refusal?.refusal === 'providerFull' ? 'full' : null),
  };
}

function following(seat: Seat, prepared: PreparedCall): Part {
  return {
    isFollower: true,
    prepared: { ...prepared, estimate: NO_ESTIMATE, isShared: true },
    upstream: (real, _cap, onLag) => seat.upstream(real, onLag),
    leave: (renewed) => {
      seat.leave();
      return alone(renewed);
    },
    end: () => seat.leave(),
  };
}
