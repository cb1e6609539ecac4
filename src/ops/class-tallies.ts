import type { Registry } from '@prometheus-io/client';
import { NANO_PER_USD, type NanoUsd } from '../ledger/money.ts';
import { summed } from './summed-counter.ts';

/** A pair of a class and a model takes two series. Calls beyond are summed under `other`. */
const MAX_PAIRS = 2000;
const WITHOUT_CLASS = 'none';
const OTHER = 'other';

interface Tally {
  calls: number;
  cost: NanoUsd;
}

/** What each class spent on each model since the start of the process. Classes are known by id only. */
export class ClassTallies {
  readonly #classes = new Map<number | null, Map<string, Tally>>();
  readonly #others = new Map<string, Tally>();
  #pairs = 0;

  constructor(registry: Registry) {
    summed('jigap_class_calls_total', 'Calls that had a hold, by class.', ['class_id', 'model'], registry, (add) =>
      this.#each((class_id, model, { calls }) => add({ class_id, model }, calls)),
    );
    summed('jigap_class_cost_usd_total', 'Settled cost, by class.', ['class_id', 'model'], registry, (add) =>
      this.#each((class_id, model, { cost }) => add({ class_id, model }, cost / NANO_PER_USD)),
    );
  }

  count(classId: number | null, model: string, cost: NanoUsd): void {
    const tally = this.#classes.get(classId)?.get(model) ?? this.#newTally(classId, model);
    tally.calls += 1;
    tally.cost += cost;
  }

  #newTally(classId: number | null, model: string): Tally {
    const isOther = this.#pairs >= MAX_PAIRS;
    const models = isOther ? this.#others : (this.#classes.get(classId) ?? new Map<string, Tally>());
    const tally = models.get(model) ?? { calls: 0, cost: 0 };
    models.set(model, tally);
    if (isOther) return tally;
    this.#classes.set(classId, models);
    this.#pairs += 1;
    return tally;
  }

  #each(use: (classId: string, model: string, tally: Tally) => void): void {
    for (const [classId, models] of this.#classes) {
      for (const [model, tally] of models) use(classId === null ? WITHOUT_CLASS : String(classId), model, tally);
    }
    for (const [model, tally] of this.#others) use(OTHER, model, tally);
  }
}
