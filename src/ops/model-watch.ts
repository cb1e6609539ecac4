import type { IncidentKind } from '../ledger/holds.ts';
import type { Catalogue } from '../ledger/prices.ts';
import type { JournalStore } from '../store/store.ts';
import type { ListedModel, Upstream } from '../upstream/upstream.ts';
import type { Logger } from './logging.ts';

export interface ModelWatchDeps {
  readonly upstream: Pick<Upstream, 'kind' | 'listModels'>;
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  readonly models: {
    readonly catalogue: Catalogue;
    readonly allowed: readonly string[];
    readonly aliases: ReadonlyMap<string, string>;
  };
  readonly logger: Logger;
  readonly now: () => number;
}

interface ModelFault {
  readonly kind: Extract<IncidentKind, 'model_missing' | 'model_retiring'>;
  readonly detail: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Early enough to choose another model in the middle of a term. */
const NOTICE_MS = 60 * DAY_MS;

/** Looks at what the provider serves, now and daily; returns what stops it. */
export function watchModels(deps: ModelWatchDeps): () => void {
  const look = () => void lookAtModels(deps);
  look();
  const timer = setInterval(look, DAY_MS).unref();
  return () => clearInterval(timer);
}

/** Allowed models that are gone or going become incidents, with the setting that mends it. */
export async function lookAtModels(deps: ModelWatchDeps): Promise<void> {
  if (deps.upstream.kind === 'demo') return;
  const listed = await deps.upstream.listModels();
  if (listed === null) deps.logger.warn('the provider does not list its models; the catalogue dates are used');
  for (const { kind, detail } of faultsOf(listed, deps)) {
    deps.logger.warn({ kind }, detail);
    try {
      await deps.journal.raiseIncident(kind, detail, deps.now());
    } catch (error) {
      deps.logger.error({ err: error }, 'an incident could not be written');
    }
  }
}

function faultsOf(listed: readonly ListedModel[] | null, { models, now }: ModelWatchDeps): ModelFault[] {
  return models.allowed.flatMap((asked): ModelFault[] => {
    const served = models.aliases.get(asked) ?? asked;
    const mend = `set JIGAP_MODEL_ALIASES=${asked}=<a model that is served>, for one gpt-6-luna`;
    const found = listed?.find(({ id }) => id === served);
    if (listed !== null && found === undefined) {
      return [{ kind: 'model_missing', detail: `the provider does not serve ${served}: ${mend}` }];
    }
    const date = listed === null ? shutdownIn(models.catalogue, served) : (found?.shutdownDate ?? null);
    if (date === null || !(Date.parse(date) < now() + NOTICE_MS)) return [];
    return [{ kind: 'model_retiring', detail: `${served} is shut down on ${date}: ${mend}` }];
  });
}

function shutdownIn(catalogue: Catalogue, name: string): string | null {
  return catalogue.get(name)?.shutdownDate ?? null;
}
