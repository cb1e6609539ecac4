import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { CallReport, Observer } from '../gateway/call.ts';
import type { Outcome } from '../ledger/holds.ts';
import { NANO_PER_USD, type NanoUsd } from '../ledger/money.ts';
import { ClassTallies } from './class-tallies.ts';
import { summed } from './summed-counter.ts';

/** Calls of a provider that answers only so many at once. */
export interface ProviderLoad {
  readonly taken: number;
  readonly waiting: number;
}

/** Where the gauges are read when somebody looks. */
export interface Gauges {
  readonly callsInFlight: () => number;
  readonly openHolds: () => number;
  readonly answersReadOn: () => number;
  /** Of the providers that answer only so many calls at once. */
  readonly slots: () => ReadonlyMap<string, ProviderLoad>;
}

/** Prometheus metrics: sums over everyone, and over each class. No student and no token is a label. */
export function createMetrics(gauges: Gauges): { registry: Registry; observer: Observer } {
  const registry = new Registry();
  const registers = [registry];
  const tallies = new Tallies();
  summed(
    'jigap_calls_total',
    'Calls that had a hold, by how they ended.',
    ['outcome', ...SERVED_BY],
    registry,
    (add) => {
      for (const { servedBy, outcomes } of tallies.all) {
        for (const [outcome, count] of outcomes) add({ outcome, ...servedBy }, count);
      }
    },
  );
  summed('jigap_cost_usd_total', 'Settled cost.', SERVED_BY, registry, (add) => {
    for (const { servedBy, cost } of tallies.all) add(servedBy, cost / NANO_PER_USD);
  });
  summed('jigap_tokens_total', 'Tokens, by kind and model.', ['kind', ...SERVED_BY], registry, (add) => {
    for (const { servedBy, inputTokens, outputTokens } of tallies.all) {
      add({ kind: 'input', ...servedBy }, inputTokens);
      add({ kind: 'output', ...servedBy }, outputTokens);
    }
  });
  const classes = new ClassTallies(registry);
  const refusals = new Counter({
    name: 'jigap_refusals_total',
    help: 'Requests that were refused, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  const failures = new Counter({ name: 'jigap_failures_total', help: 'Failures of our own.', registers });
  const duration = new Histogram({
    name: 'jigap_call_duration_seconds',
    help: 'From the admission of a call to its settlement.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    registers,
  });
  watch('jigap_calls_in_flight', 'Calls that are running.', gauges.callsInFlight, registry);
  watch('jigap_answers_read_on', 'Of them, those whose student has hung up.', gauges.answersReadOn, registry);
  watch('jigap_open_holds', 'Holds that are not resolved on the disk yet.', gauges.openHolds, registry);
  watchProviders('taken', 'Places at a provider with a limit that are taken.', gauges, registry);
  watchProviders('waiting', 'Calls that wait for a slot at a provider with a limit.', gauges, registry);
  return {
    registry,
    observer: {
      callEnded(report) {
        const tally = tallies.of(report);
        tally.outcomes.set(report.outcome, (tally.outcomes.get(report.outcome) ?? 0) + 1);
        tally.cost += report.cost;
        classes.count(report.classId, report.servedModel, report.cost);
        tally.inputTokens += report.inputTokens;
        tally.outputTokens += report.outputTokens;
        duration.observe(report.durationMs / 1000);
      },
      callRefused: ({ refusal }) => refusals.inc({ reason: refusal }),
      failed: () => failures.inc(),
    },
  };
}

/** The labels that say who answered. */
const SERVED_BY = ['model', 'provider'] as const;
type ServedBy = Readonly<Record<(typeof SERVED_BY)[number], string>>;

/** Added to by every call, and turned into metrics only when somebody looks. */
interface Tally {
  readonly servedBy: ServedBy;
  readonly outcomes: Map<Outcome, number>;
  cost: NanoUsd;
  inputTokens: number;
  outputTokens: number;
}

class Tallies {
  readonly #byProvider = new Map<string, Map<string, Tally>>();

  of({ provider, servedModel: model }: Pick<CallReport, 'provider' | 'servedModel'>): Tally {
    const models = this.#byProvider.get(provider) ?? new Map<string, Tally>();
    this.#byProvider.set(provider, models);
    const known = models.get(model);
    if (known !== undefined) return known;
    const tally = { servedBy: { model, provider }, outcomes: new Map(), cost: 0, inputTokens: 0, outputTokens: 0 };
    models.set(model, tally);
    return tally;
  }

  get all(): readonly Tally[] {
    return [...this.#byProvider.values()].flatMap((models) => [...models.values()]);
  }
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

function watchProviders(what: keyof ProviderLoad, help: string, { slots }: Gauges, registry: Registry): void {
  new Gauge({
    name: `jigap_provider_slots_${what}`,
    help,
    labelNames: ['provider'] as const,
    registers: [registry],
    collect() {
      for (const [provider, load] of slots()) this.set({ provider }, load[what]);
    },
  });
}
