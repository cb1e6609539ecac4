import type { ModelPolicy } from '../access/model-policy.ts';
import type { IncidentKind } from '../ledger/holds.ts';
import { modelNamesOf } from '../ledger/model-aliases.ts';
import {
  type FallbackChoice,
  fallbackAdvice,
  type LastModelCheck,
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
import type { Finding } from './shared-findings.ts';

export interface ModelWatchDeps {
  /** Of each provider. */
  readonly upstreams: readonly WatchedUpstream[];
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  /** What students may use now. */
  readonly models: () => ModelPolicy;
  readonly logger: Logger;
  readonly now: () => number;
}

export type WatchedUpstream = Pick<Upstream, 'name' | 'kind' | 'keySetting' | 'listModels'>;

type WrittenCheck = readonly [
  provider: string,
  check: Omit<ModelCheck, 'dates'>,
  dates: readonly (readonly [name: string, shutdownDate: string | null])[] | null,
];

interface ModelIncident {
  readonly kind: Extract<IncidentKind, 'model_missing' | 'model_retiring' | 'upstream_key_refused'>;
  readonly detail: string;
}

const NOTICE_MS = NOTICE_DAYS * DAY_MS;

/** Asks each provider which models it serves, at the start and daily, and keeps the last answers. */
export class ModelWatch {
  readonly #deps: ModelWatchDeps;
  readonly #last = new Map<string, ModelCheck>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: ModelWatchDeps) {
    this.#deps = deps;
  }

  /** null before the first answer, and always of the demo. */
  readonly last: LastModelCheck = (provider) => this.#last.get(provider) ?? null;

  /** For the other replicas. */
  readonly finding: Finding = {
    name: 'model_check',
    at: () => this.#lastAt,
    write: () =>
      JSON.stringify([...this.#last].map(([name, { dates, ...check }]) => [name, check, dates && [...dates]])),
    adopt: (text) => {
      for (const [name, check, dates] of JSON.parse(text) as WrittenCheck[]) {
        this.#last.set(name, { ...check, dates: dates && new Map(dates) });
      }
    },
  };

  get #lastAt(): number | null {
    const instants = [...this.#last.values()].map(({ at }) => at);
    return instants.length === 0 ? null : Math.max(...instants);
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

  /** All at once: a server that is down must not delay what is known of the others. */
  async run(): Promise<void> {
    await Promise.all(
      this.#deps.upstreams.map(async (upstream) => {
        const check = await checkModels(upstream, this.#deps);
        if (check !== null) this.#last.set(upstream.name, check);
      }),
    );
  }
}

/** Raises an incident for a refused key and for each allowed model that is gone or retires soon; it names the setting to change. */
export async function checkModels(
  upstream: WatchedUpstream,
  deps: Omit<ModelWatchDeps, 'upstreams'>,
): Promise<ModelCheck | null> {
  if (upstream.kind === 'demo') return null;
  const { name: provider } = upstream;
  const answer = await upstream.listModels();
  const at = deps.now();
  const refused = answer !== null && 'keyRefused' in answer ? answer : null;
  const listed = answer === null || 'keyRefused' in answer ? null : answer;
  const dates = listed === null ? null : datesOf(listed);
  if (listed === null)
    deps.logger.warn({ provider }, 'the provider does not list its models; the catalogue dates are used');
  const incidents = [
    ...(refused === null ? [] : [keyIncident(refused, upstream)]),
    ...incidentsOf(provider, dates, deps),
  ];
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

function keyIncident({ keyRefused: status }: KeyRefused, { name, keySetting }: WatchedUpstream): ModelIncident {
  // A key with narrow permissions may be good for calls and not for the list of models.
  const means =
    status === 401
      ? "students' calls will fail"
      : "students' calls may fail, unless only the list of models is closed to it";
  const detail = `the provider ${name} refused its key (${keySetting}, ${status}): ${means}`;
  return { kind: 'upstream_key_refused', detail };
}

/** Other names, such as the owner's fine-tuned models, are ignored. */
function known(dates: ListedDates | null, catalogue: Catalogue): ListedDates | null {
  return dates && new Map([...dates].filter(([name]) => catalogue.has(name)));
}

interface ModelProblem extends RetiringModel {
  readonly kind: Extract<IncidentKind, 'model_missing' | 'model_retiring'>;
  readonly what: string;
}

function incidentsOf(
  provider: string,
  listed: ListedDates | null,
  deps: Pick<ModelWatchDeps, 'models' | 'now'>,
): ModelIncident[] {
  const models = deps.models();
  const lists = (name: string) => (name === provider ? listed : null);
  const choice = { ...models, lists, now: deps.now() };
  const pairs = models.allowed.flatMap((requested) =>
    modelNamesOf(requested, models.aliases).map((served) => ({ requested, served })),
  );
  const retiring = pairs.flatMap((pair) => retiringSoon(pair, provider, choice));
  return retiring.map((model) => ({
    kind: model.kind,
    detail: `${model.what}: ${fallbackAdvice(model, choice)}`,
  }));
}

function retiringSoon(
  { requested, served }: RetiringModel,
  provider: string,
  { catalogue, lists, now }: FallbackChoice,
): ModelProblem[] {
  const model = catalogue.get(served);
  if (model?.provider !== provider) return [];
  const listed = lists(provider);
  if (listed?.has(served) === false) {
    return [{ requested, served, kind: 'model_missing', what: `the provider ${provider} does not serve ${served}` }];
  }
  const date = (listed === null ? model.shutdownDate : listed.get(served)) ?? null;
  if (date === null || !(Date.parse(date) < now + NOTICE_MS)) return [];
  return [{ requested, served, kind: 'model_retiring', what: `${served} is shut down on ${date}` }];
}
