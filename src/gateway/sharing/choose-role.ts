import type { Endpoint } from '../../endpoints/endpoint.ts';
import { NO_ESTIMATE } from '../../ledger/estimate.ts';
import type { ProviderSlots } from '../../limits/provider-slots.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Audience, ExchangeOptions } from '../answers/exchange-options.ts';
import type { Call } from '../call.ts';
import type { PreparedCall } from '../prepare.ts';
import { type Refusal, refuse } from '../refusals/refusal.ts';
import { hashRequest } from './request-hash.ts';
import type { SharedCall } from './shared-call.ts';
import type { Entrant, SharedCalls } from './shared-calls.ts';
import type { Subscriber } from './subscriber.ts';

/** What a call does: it is sent alone, it leads a shared call, or it follows one and gets the same answer. */
export interface SharingRole {
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
  /** As the owner's rules are now. The call goes on alone where what it would send is no longer what the others asked for. */
  renew(call: Call, prepared: PreparedCall): SharingRole;
  /** The call is settled, or was refused. Does nothing the second time. */
  end(refusal: Refusal | null): void;
}

export interface SharingDeps {
  readonly sharedCalls: SharedCalls;
  /** Of the providers that answer only so many calls at once. */
  readonly slots: ReadonlyMap<string, ProviderSlots>;
}

/**
 * Whether an identical call of the class runs at this moment: then its answer is this one's. A class has that only where
 * its owner turned it on, and a call only where the same request has the same answer. All others know at once.
 */
export function chooseRole(
  call: Call,
  endpoint: Endpoint,
  prepared: PreparedCall,
  deps: SharingDeps,
): SharingRole | Promise<SharingRole | Refusal> {
  const hash = hashOf(call, endpoint, prepared);
  return hash === null ? alone(prepared) : enter(hash, call, endpoint, prepared, deps);
}

async function enter(
  hash: string,
  call: Call,
  endpoint: Endpoint,
  prepared: PreparedCall,
  { sharedCalls, slots }: SharingDeps,
): Promise<SharingRole | Refusal> {
  const entrant = entrantOf(call.caller.student.id, slots.get(prepared.model.provider));
  for (;;) {
    const entry = sharedCalls.enter(hash, entrant);
    if (entry.kind === 'leader') {
      return leading(entry.call, prepared, (again, renewed) => hashOf(again, endpoint, renewed) === hash);
    }
    const subscriber = await entry.subscriber;
    // The others would wait as long once more, one after the other.
    if (subscriber === 'full') return refuse(call.reader, 'providerFull');
    // Else that call was never sent. Whoever comes first leads the next one.
    if (subscriber !== null) return following(subscriber, prepared);
  }
}

/** The leader's own call is among its calls. */
function entrantOf(studentId: number, slots: ProviderSlots | undefined): Entrant {
  const precedes = (leaderId: number) => slots !== undefined && slots.callsOf(studentId) < slots.callsOf(leaderId) - 1;
  return { studentId, precedes };
}

/** null: the call is not shared. */
function hashOf({ caller: { schoolClass } }: Call, { path }: Endpoint, prepared: PreparedCall): string | null {
  const body = schoolClass?.sharesAnswers === true ? prepared.commonBody() : null;
  if (schoolClass === null || body === null) return null;
  return hashRequest({ classId: schoolClass.id, provider: prepared.model.provider, path, body });
}

function alone(prepared: PreparedCall): SharingRole {
  return { isFollower: false, prepared, upstream: sendDirectly, renew: renewAlone, end: endAlone };
}

const sendDirectly: SharingRole['upstream'] = (real) => real;
const renewAlone: SharingRole['renew'] = (_call, renewed) => alone(renewed);
const endAlone: SharingRole['end'] = () => {};

function leading(
  call: SharedCall,
  prepared: PreparedCall,
  isSame: (call: Call, prepared: PreparedCall) => boolean,
): SharingRole {
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
    renew: (again, renewed) => {
      if (isSame(again, renewed)) return leading(call, renewed, isSame);
      call.end();
      return alone(renewed);
    },
    end: (refusal) => call.end(refusal?.refusal === 'providerFull' ? 'full' : null),
  };
}

function following(subscriber: Subscriber, prepared: PreparedCall): SharingRole {
  return {
    isFollower: true,
    prepared: { ...prepared, estimate: NO_ESTIMATE, isShared: true },
    upstream: (real, _cap, onLag) => subscriber.upstream(real, onLag),
    renew: (_call, renewed) => {
      subscriber.leave();
      return alone(renewed);
    },
    end: () => subscriber.leave(),
  };
}
