import type { ModelPolicy } from '../access/model-policy.ts';
import type { IncidentKind } from '../ledger/holds.ts';
import {
  fallbackAdvice,
  type ListedDates,
  type ModelCheck,
  NOTICE_DAYS,
  type RetiringModel,
} from '../ledger/model-fallbacks.ts';
import type { Catalogue } from '../ledger/prices.ts';
import { DAY_MS } from '../ledger/utc-days.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { KeyRefused, ListedModel, Upstream } from '../upstream/upstream.ts';
import type { Logger } from './logging.ts';

export interface ModelWatchDeps {
  readonly upstream: Pick<Upstream, 'kind' | 'listModels'>;
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  /** What students may use now. */
  readonly models: () => ModelPolicy;
  readonly logger: Logger;
  readonly now: () => number;
}

interface ModelIncident {
  readonly kind: Extract<IncidentKind, 'model_missing' | 'model_retiring' | 'upstream_key_refused'>;
  readonly detail: string;
}

const NOTICE_MS = NOTICE_DAYS * DAY_MS;

/** Asks the provider which models it serves, at the start and daily, and keeps the last answer. */
export class ModelWatch {
  readonly #deps: ModelWatchDeps;
  #last: ModelCheck | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: ModelWatchDeps) {
    this.#deps = deps;
  }

  /** null before the first answer, and always of the demo upstream. */
  get last(): ModelCheck | null {
    return this.#last;
  }

  start(): void {
    void this.run();
    this.#timer = setInterval(() => void this.run(), DAY_MS).unref();
  }

  /** After the owner allowed other models; nothing before the start or after the stop. */
  recheck(): void {
    if (this.#timer !== undefined) void this.run();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async run(): Promise<void> {
    this.#last = await checkModels(this.#deps);
  }
}

/** Raises an incident for a refused key and for each allowed model that is gone or retires soon; it names the setting to change. */
export async function checkModels(deps: ModelWatchDeps): Promise<ModelCheck | null> {
  if (deps.upstream.kind === 'demo') return null;
  const answer = await deps.upstream.listModels();
  const at = deps.now();
  const refused = answer !== null && 'keyRefused' in answer ? answer : null;
  const listed = answer === null || 'keyRefused' in answer ? null : answer;
  const dates = listed === null ? null : datesOf(listed);
  if (listed === null) deps.logger.warn('the provider does not list its models; the catalogue dates are used');
  const incidents = [...(refused === null ? [] : [keyIncident(refused)]), ...incidentsOf(dates, deps)];
  for (const { kind, detail } of incidents) {
    deps.logger.warn({ kind }, detail);
    try {
      await deps.journal.raiseIncident(kind, detail, deps.now());
    } catch (error) {
      deps.logger.error({ err: error }, 'an incident could not be written');
    }
  }
  const listing = refused !== null ? 'key_refused' : listed !== null ? 'listed' : 'unlisted';
  return { at, answer: listing, models: listed?.length ?? null, dates: known(dates, deps.models().catalogue) };
}

const LATEST = /:latest$/;

/** Ollama lists a model as "x:latest" and serves it as "x" too. */
function datesOf(listed: readonly ListedModel[]): ListedDates {
  const short = listed
    .filter(({ id }) => LATEST.test(id))
    .map((model) => ({ ...model, id: model.id.replace(LATEST, '') }));
  return new Map([...short, ...listed].map(({ id, shutdownDate }) => [id, shutdownDate]));
}

function keyIncident({ keyRefused: status }: KeyRefused): ModelIncident {
  // A key with narrow permissions may be good for calls and not for the list of models.
  const means =
    status === 401
      ? "students' calls will fail"
      : "students' calls may fail, unless only the list of models is closed to it";
  return { kind: 'upstream_key_refused', detail: `the provider refused OPENAI_API_KEY (${status}): ${means}` };
}

/** Other names, such as the owner's fine-tuned models, are ignored. */
function known(dates: ListedDates | null, catalogue: Catalogue): ListedDates | null {
  return dates && new Map([...dates].filter(([name]) => catalogue.has(name)));
}

interface ModelProblem extends RetiringModel {
  readonly kind: Extract<IncidentKind, 'model_missing' | 'model_retiring'>;
  readonly what: string;
}

function incidentsOf(listed: ListedDates | null, deps: ModelWatchDeps): ModelIncident[] {
  const models = deps.models();
  const choice = { ...models, listed, now: deps.now() };
  const retiring = models.allowed.flatMap((requested) => retiringSoon(requested, listed, models, choice.now));
  return retiring.map((model) => ({
    kind: model.kind,
    detail: `${model.what}: ${fallbackAdvice(model, choice)}`,
  }));
}

function retiringSoon(
  requested: string,
  listed: ListedDates | null,
  { catalogue, aliases }: ModelPolicy,
  now: number,
): ModelProblem[] {
  const served = aliases.get(requested) ?? requested;
  if (listed?.has(served) === false) {
    return [{ requested, served, kind: 'model_missing', what: `the provider does not serve ${served}` }];
  }
  const date = (listed === null ? catalogue.get(served)?.shutdownDate : listed.get(served)) ?? null;
  if (date === null || !(Date.parse(date) < now + NOTICE_MS)) return [];
  return [{ requested, served, kind: 'model_retiring', what: `${served} is shut down on ${date}` }];
}
