import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from '../gateway/call.ts';
import { NANO_PER_USD } from '../ledger/money.ts';

/** Where the gauges are read when somebody looks. */
export interface Gauges {
  readonly callsInFlight: () => number;
  readonly openHolds: () => number;
  readonly answersReadOn: () => number;
}

/** Prometheus metrics: sums over everyone. No student, class or token is a label. */
export function createMetrics(gauges: Gauges): { registry: Registry; observer: Observer } {
  const registry = new Registry();
  const registers = [registry];
  const calls = new Counter({
    name: 'jigap_calls_total',
    help: 'Calls that had a hold, by how they ended.',
    labelNames: ['outcome', 'model'] as const,
    registers,
  });
  const refusals = new Counter({
    name: 'jigap_refusals_total',
    help: 'Requests that were refused, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  const failures = new Counter({ name: 'jigap_failures_total', help: 'Failures of our own.', registers });
  const cost = new Counter({
    name: 'jigap_cost_usd_total',
    help: 'Settled cost.',
    labelNames: ['model'] as const,
    registers,
  });
  const tokens = new Counter({
    name: 'jigap_tokens_total',
    help: 'Tokens, by kind and model.',
    labelNames: ['kind', 'model'] as const,
    registers,
  });
  const duration = new Histogram({
    name: 'jigap_call_duration_seconds',
    help: 'From the admission of a call to its settlement.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    registers,
  });
  watch('jigap_calls_in_flight', 'Calls that are running.', gauges.callsInFlight, registry);
  watch('jigap_answers_read_on', 'Of them, those whose student has hung up.', gauges.answersReadOn, registry);
  watch('jigap_open_holds', 'Holds that are not resolved on the disk yet.', gauges.openHolds, registry);
  return {
    registry,
    observer: {
      callEnded(report) {
        const model = report.servedModel;
        calls.inc({ outcome: report.outcome, model });
        cost.inc({ model }, report.cost / NANO_PER_USD);
        tokens.inc({ kind: 'input', model }, report.inputTokens);
        tokens.inc({ kind: 'output', model }, report.outputTokens);
        duration.observe(report.durationMs / 1000);
      },
      callRefused: ({ refusal }) => refusals.inc({ reason: refusal }),
      failed: () => failures.inc(),
    },
  };
}

function watch(name: string, help: string, read: () => number, registry: Registry): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
