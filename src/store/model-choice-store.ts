import type { ModelChoice } from '../access/model-choice.ts';
import type { Change } from './change.ts';

export interface StoredModelChoice {
  /** 0 before the first change; every change adds one, also one back to the environment's values. */
  readonly version: number;
  /** null: the values of the environment count. */
  readonly choice: ModelChoice | null;
  /** ms UTC, and an actor of the audit; null before the first change. */
  readonly changedAt: number | null;
  readonly changedBy: string | null;
}

export interface ModelChoiceEdit {
  /** null: the values of the environment from now on. */
  readonly choice: ModelChoice | null;
  /** For the audit. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface ModelChoiceStore {
  modelChoice(): Promise<StoredModelChoice>;
  /**
   * Decided on what is stored then, so that two changes at once both count.
   * @param decide null: nothing changes. It may be called again; it has no effects @throws what `decide` throws
   */
  changeModelChoice(
    decide: (stored: StoredModelChoice) => ModelChoiceEdit | null,
    change: Change,
  ): Promise<StoredModelChoice>;
}
