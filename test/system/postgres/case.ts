/** What a case may use. */
export interface CaseContext {
  /** New, and this case's own. */
  readonly folder: string;
  /** How long loads run, in parts of what is usual. */
  readonly factor: number;
  /** Prints a line of figures. */
  say(line: string): void;
  /** Prints that a part was left out, and why: the run must not look as if it had been done. */
  skip(reason: string): void;
  /** From 0 to below 1. */
  chance(): number;
}

/** One thing that PostgreSQL and the replicas must withstand. */
export interface Case {
  readonly name: string;
  readonly title: string;
  /** Longer than this, and it has failed; ms. */
  readonly timeoutMs: number;
  /** @returns what was wrong, as sentences */
  run(context: CaseContext): Promise<readonly string[]>;
}

/** A condition that must come true. @throws Error when it has not after so many ms */
export async function until(condition: () => Promise<boolean> | boolean, ms: number, what: string): Promise<number> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > ms) throw new Error(`not after ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startedAt;
}
