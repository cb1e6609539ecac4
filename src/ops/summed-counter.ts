import { Counter, type LabelValues, type Registry } from '@prometheus-io/client';

/** A counter whose values are summed elsewhere, and read when somebody looks. */
export function summed<Label extends string>(
  name: string,
  help: string,
  labelNames: readonly Label[],
  registry: Registry,
  sum: (add: (labels: LabelValues<Label>, count: number) => void) => void,
): void {
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      sum((labels, count) => this.inc(labels, count));
    },
  });
}
