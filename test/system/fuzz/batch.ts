import fc from 'fast-check';
import type { UpstreamCallSeen } from '../../support/scripted-upstream.ts';
import { leaksIn, SECRETS, WORDS } from '../secrecy/canaries.ts';
import { tracesOf } from '../secrecy/traces.ts';
import { answerProblems, callProblems, logProblems, RECEIVERS } from './assertions.ts';
import { exchanged } from './exchange.ts';
import type { FuzzFixture } from './fuzz-fixture.ts';
import { type HostileRequest, hostileRequest } from './requests.ts';
import { type HostileAnswer, hostileAnswer, scriptOf } from './upstream-answers.ts';

/** Requests that are sent at once, and what the provider says to those that reach it, in turn. */
export interface Batch {
  readonly requests: readonly HostileRequest[];
  readonly answers: readonly HostileAnswer[];
}

export const batch: fc.Arbitrary<Batch> = fc.record({
  requests: fc.array(hostileRequest, { minLength: 1, maxLength: 16 }),
  answers: fc.array(hostileAnswer, { minLength: 1, maxLength: 8 }),
});

/** How long a fixture may take to be quiet: its longest answer and its longest drain, with room to spare. */
const QUIET_WITHIN_MS = 20_000;

export class Fuzz {
  readonly #fixture: FuzzFixture;
  readonly statuses = new Map<string, number>();
  batches = 0;
  readonly #callsSeen = { openai: 0, lab: 0 };
  #callsCounted = 0;
  #printed = 0;

  constructor(fixture: FuzzFixture) {
    this.#fixture = fixture;
  }

  /** @throws Error with everything that is wrong after this batch */
  async run({ requests, answers }: Batch): Promise<void> {
    const { upstreams, tokens, url } = this.#fixture;
    this.batches++;
    const scripts = answers.map(scriptOf);
    let turn = 0;
    for (const upstream of Object.values(upstreams)) {
      upstream.always((call, act) => scripts[turn++ % scripts.length]?.(call, act));
    }
    const seen = await Promise.all(requests.map((one) => exchanged(url, one, tokens[one.caller])));
    const problems = requests.flatMap((request, at) => {
      const one = seen[at];
      if (one === undefined) return [];
      this.#count(one.received.toString('latin1', 9, 12) || one.end);
      return answerProblems(request, one).map((problem) => `request ${at}: ${problem}`);
    });
    problems.push(...(await this.#problemsOnceQuiet(requests, answers)));
    if (problems.length > 0) throw new Error(problems.map((problem) => problem.slice(0, 500)).join('\n'));
  }

  async #problemsOnceQuiet(requests: Batch['requests'], answers: Batch['answers']): Promise<string[]> {
    const { server } = this.#fixture;
    if (server.hasEnded()) return ['the process has ended'];
    const metrics = await this.#quietMetrics();
    if (metrics === null) return ['a hold is unresolved, or a call in flight, though all is quiet'];
    const [openai, lab] = [this.#newCalls('openai'), this.#newCalls('lab')];
    const problems = [
      ...openai.flatMap((call) => callProblems(call, RECEIVERS.openai)),
      ...lab.flatMap((call) => callProblems(call, RECEIVERS.lab)),
    ].map((problem) => `sent upstream: ${problem}`);
    const isOrderly =
      answers.every(({ wire, end }) => wire === null && end === 'end') && requests.every(({ gone }) => gone === null);
    problems.push(...this.#countProblems(metrics, openai.length + lab.length, isOrderly));
    const check = await this.#fixture.api('POST', '/api/check', {});
    if (!check.includes('"ok":true')) problems.push(`the ledger: ${check}`);
    const printed = server.printed();
    problems.push(...logProblems(printed.slice(this.#printed), this.#canaries));
    this.#printed = printed.length;
    return problems;
  }

  /** Not forgotten but left behind: forgetting would cut connections under the next calls. */
  #newCalls(provider: keyof FuzzFixture['upstreams']): readonly UpstreamCallSeen[] {
    const { calls } = this.#fixture.upstreams[provider];
    const fresh = calls.slice(this.#callsSeen[provider]).filter(({ path }) => path !== '/v1/models');
    this.#callsSeen[provider] = calls.length;
    return fresh;
  }

  /** Every call that reached a provider has its record; and every record its call, unless somebody cut a wire. */
  #countProblems(metrics: string, calls: number, isOrderly: boolean): string[] {
    const counted = sentCalls(metrics);
    const records = counted - this.#callsCounted;
    this.#callsCounted = counted;
    if (calls > records) return [`${calls} calls reached a provider, ${records} were recorded`];
    return isOrderly && calls < records ? [`${records} calls were recorded, ${calls} reached anybody`] : [];
  }

  async #quietMetrics(): Promise<string | null> {
    const deadline = performance.now() + QUIET_WITHIN_MS;
    while (performance.now() < deadline) {
      const metrics = await this.#fixture.api('GET', '/metrics');
      if (/^jigap_open_holds 0$/m.test(metrics) && /^jigap_calls_in_flight 0$/m.test(metrics)) return metrics;
    }
    return null;
  }

  /** Everything that the owner, a log or the disk would show. */
  async leaks(): Promise<string[]> {
    const { server, databasePath, api } = this.#fixture;
    const traces = await tracesOf({ databasePath, log: server.printed(), read: (path) => api('GET', path) });
    return traces.flatMap(({ place, bytes }) => leaksIn(bytes, this.#canaries).map((leak) => `${leak} in ${place}`));
  }

  get #canaries() {
    const { rich, poor } = this.#fixture.tokens;
    return { ...SECRETS, ...WORDS, 'a token': rich ?? '', 'another token': poor ?? '' };
  }

  #count(status: string): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }
}

/** Calls with a record, but for those of which nothing was sent. */
function sentCalls(metrics: string): number {
  const lines = metrics.matchAll(/^jigap_calls_total\{outcome="(\w+)"[^}]*\} (\d+)$/gm);
  return [...lines]
    .filter(([, outcome]) => outcome !== 'upstream_unreachable')
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}
