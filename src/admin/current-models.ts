import { findModelProblems, type ModelChoice, type PlacedModelProblem, usablePart } from '../access/model-choice.ts';
import type { ModelPolicy } from '../access/model-policy.ts';
import type { ModelChoiceStore, StoredModelChoice } from '../store/model-choice-store.ts';
import { type Actor, changeBy } from './actor.ts';
import { AdminError } from './admin-error.ts';
import { auditedChoice, isSameChoice, type ModelSource, withoutUnusedAliases } from './model-edits.ts';

/** Another process on the same database acts on a change after this time at the latest. */
export const MAX_STALE_MS = 1000;

export interface ModelState {
  /** `owner`: chosen while the server runs. It wins over the environment as a whole, until the owner goes back to that. */
  readonly source: ModelSource;
  /** For a form: a change that was made on the basis of another version is refused. */
  readonly version: number;
  /** ms UTC and an actor of the audit, of the last change; null before the first. */
  readonly changedAt: number | null;
  readonly changedBy: string | null;
  /** JIGAP_ALLOWED_MODELS and JIGAP_MODEL_ALIASES. */
  readonly environment: ModelChoice;
  /** What the catalogue of today no longer serves of the owner's choice. */
  readonly problems: readonly PlacedModelProblem[];
}

export interface CurrentModelsDeps {
  readonly store: ModelChoiceStore;
  /** With the values of the environment, which are checked. */
  readonly environment: ModelPolicy;
  /** ms UTC. */
  readonly now: () => number;
  /** ms of a clock that is never set. */
  readonly elapsed?: () => number;
}

/**
 * The models of the next call: the environment's, until the owner chooses others. A call takes the policy once, when it
 * is prepared; a later change does not reach it. A change in this process counts at once, one of another process after
 * MAX_STALE_MS, as long as the store can be read; while it cannot, no hold is placed, so no call is sent.
 */
export class CurrentModels {
  readonly #deps: CurrentModelsDeps;
  readonly #elapsed: () => number;
  readonly #listeners: (() => void)[] = [];
  #stored: StoredModelChoice = { version: -1, choice: null, changedAt: null, changedBy: null };
  #policy: ModelPolicy;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(deps: CurrentModelsDeps) {
    this.#deps = deps;
    this.#elapsed = deps.elapsed ?? (() => performance.now());
    this.#policy = deps.environment;
  }

  /** @throws StorageError */
  async load(): Promise<void> {
    const began = this.#elapsed();
    this.#adopt(await this.#deps.store.modelChoice());
    this.#readAt = began;
  }

  readonly policy = (): ModelPolicy => this.#policy;

  get state(): ModelState {
    const { environment } = this.#deps;
    const { version, choice, changedAt, changedBy } = this.#stored;
    return {
      source: choice === null ? 'environment' : 'owner',
      ...{ version, changedAt, changedBy, environment },
      problems: choice === null ? [] : findModelProblems(choice, environment.catalogue),
    };
  }

  /** Called after each change, also of another process. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Reads what is stored, when the last reading is too old; null when it is not. All who ask meanwhile share one reading. */
  refresh(): Promise<void> | null {
    if (this.#reading !== null) return this.#reading;
    if (this.#elapsed() - this.#readAt < MAX_STALE_MS) return null;
    this.#reading = this.load()
      .catch(() => undefined)
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  /**
   * @param edit the usable part of what is in force -> what shall be @param version of the form; undefined: of any
   * @throws AdminError for what cannot be served, and models_changed for an old version
   */
  change(edit: (choice: ModelChoice) => ModelChoice, actor: Actor, version?: number): Promise<void> {
    const { environment } = this.#deps;
    return this.#write(actor, (stored) => {
      if (version !== undefined && stored.version !== version) throw new AdminError({ code: 'models_changed' });
      const inForce = stored.choice ?? environment;
      const choice = withoutUnusedAliases(edit(usablePart(inForce, environment.catalogue)));
      throwFirstProblem(choice, environment);
      if (isSameChoice(choice, inForce)) return null;
      return { choice, before: audited(stored, environment), after: auditedChoice(choice, 'owner') };
    });
  }

  /** Back to the values of the environment. */
  reset(actor: Actor): Promise<void> {
    const { environment } = this.#deps;
    return this.#write(actor, (stored) => {
      if (stored.choice === null) return null;
      const after = auditedChoice(environment, 'environment');
      return { choice: null, before: audited(stored, environment), after };
    });
  }

  async #write(actor: Actor, decide: Parameters<ModelChoiceStore['changeModelChoice']>[0]): Promise<void> {
    const { store, now } = this.#deps;
    this.#adopt(await store.changeModelChoice(decide, changeBy(actor, now())));
  }

  /** An answer that began before a newer one does not replace it. */
  #adopt(stored: StoredModelChoice): void {
    if (stored.version <= this.#stored.version) return;
    const isFirst = this.#stored.version < 0;
    const { environment } = this.#deps;
    const { catalogue } = environment;
    this.#stored = stored;
    this.#policy = stored.choice === null ? environment : { catalogue, ...usablePart(stored.choice, catalogue) };
    if (!isFirst) for (const listener of this.#listeners) listener();
  }
}

function audited({ choice }: StoredModelChoice, environment: ModelPolicy) {
  return choice === null ? auditedChoice(environment, 'environment') : auditedChoice(choice, 'owner');
}

function throwFirstProblem(choice: ModelChoice, { catalogue }: ModelPolicy): void {
  const [first] = findModelProblems(choice, catalogue);
  if (first === undefined) return;
  const { field, name, problem } = first;
  const path =
    field === 'allowed' ? ['allowed', ...(name === null ? [] : [choice.allowed.indexOf(name)])] : ['aliases'];
  throw new AdminError(problem, path);
}
