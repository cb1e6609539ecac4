import type { UpstreamCallSeen } from '../../support/upstream-act.ts';
import { numberOf } from '../crash/numbered-call.ts';
import { nameOf, type SchoolCall, studentOf } from './school-call.ts';

/** What a student got that did not get an answer of the model. */
export interface Refused {
  readonly status: number;
  /** Of jigap's error object; null: the balancer's answer. */
  readonly code: string | null;
  readonly message: string;
  readonly retryAfter: string | null;
}

/** Everything that was seen from outside of the replicas. */
export class Evidence {
  /** Bytes of each body as it came upstream, by name of the call. */
  readonly reachedUpstream = new Map<string, { readonly call: SchoolCall; readonly bytes: number }>();
  /** The cost that the header of a whole JSON answer told, by name. */
  readonly answered = new Map<string, string>();
  /** Refused by jigap itself, which said that nothing was spent. By name. */
  readonly refused = new Map<string, Refused>();
  readonly problems: string[] = [];
  /** Calls without an answer of jigap: of a replica that was killed. */
  cut = 0;
  longestMs = 0;

  problem(text: string): void {
    this.problems.push(text);
  }

  upstreamSaw(seen: UpstreamCallSeen): SchoolCall | null {
    const student = studentOf(seen);
    const number = numberOf(seen);
    if (student === null || !Number.isInteger(number)) {
      this.problem(`the upstream got a call that nobody sent: ${seen.body.slice(0, 300)}`);
      return null;
    }
    const call = { student, number };
    const name = nameOf(call);
    if (this.reachedUpstream.has(name)) this.problem(`${name} was sent upstream twice`);
    this.reachedUpstream.set(name, { call, bytes: Buffer.byteLength(seen.body) });
    return call;
  }
}
