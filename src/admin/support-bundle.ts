import { nanoToUsd } from '../ledger/money.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminServices } from './admin-deps.ts';
import type { ProviderFacts } from './provider-facts.ts';
import type { ServerFacts } from './server-facts.ts';

const MAX_INCIDENTS = 500;

/**
 * Everything that somebody who helps needs to know of this server, as the text of a JSON file: no secret, no name, no
 * address and no text of a person. Each value is a number, an instant, or a word of our own; a new one is left out until
 * it is added here. Written down in the audit.
 */
export async function makeSupportBundle(actor: Actor, deps: AdminServices): Promise<string> {
  const { store, server, now } = deps;
  await store.diagnostics.noteSupportBundle(changeBy(actor, now()));
  const bundle = {
    made_at: iso(now()),
    product: {
      ...{ name: 'jigap', version: server.version, node: server.node, platform: server.platform },
      started_at: iso(server.startedAt),
    },
    settings: server.settings.map((setting) => settingJson(setting, deps)),
    health: await healthJson(server),
    providers: deps.providers.map((provider) => providerJson(provider, deps)),
    database: await store.diagnostics.read(),
    incidents: await incidentsJson(deps),
    metrics: withoutNames(await server.metrics()),
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/** "jigap-support-20261126T193455Z.json" */
export function supportBundleName(now: number): string {
  return `jigap-support-${iso(now).replace(/\.\d+/, '').replace(/[-:]/g, '')}.json`;
}

/** Settings whose values are words of a list: a mistake in them stops the start. */
const WORDS: ReadonlySet<string> = new Set([
  ...['JIGAP_LANGUAGE', 'JIGAP_TIME_ZONE', 'JIGAP_LOG_FORMAT', 'JIGAP_LOG_LEVEL', 'JIGAP_HANG_UP'],
]);

/** A path, an address or a name may be a person's: of all but numbers and known words only whether it is set. */
function settingJson({ name, value, isDefault }: ServerFacts['settings'][number], { catalogue }: AdminServices) {
  if (value === null) return { name, is_default: isDefault };
  if (WORDS.has(name) || /^\d*(?:\.\d+)?$/.test(value)) return { name, value, is_default: isDefault };
  if (name !== 'JIGAP_ALLOWED_MODELS') return { name, is_default: isDefault };
  const models = value.split(',').map((model) => model.trim());
  return { name, value: models.map((model) => (catalogue.has(model) ? model : '?')).join(','), is_default: isDefault };
}

async function healthJson({ isInPlace, writeLedger, checkState }: ServerFacts) {
  const { lastAt, problems } = checkState();
  const isWritable = await writeLedger().then(
    () => true,
    () => false,
  );
  return {
    database_in_place: isInPlace(),
    ledger_writable: isWritable,
    last_check: lastAt === null ? null : iso(lastAt),
    check_problems: problems,
  };
}

/** Without its name, which the owner chose. */
function providerJson({ name, isDemo, hasKey }: ProviderFacts, { lastModelCheck }: AdminServices) {
  const last = lastModelCheck(name);
  return {
    kind: isDemo ? 'demo' : 'openai',
    has_key: hasKey,
    last_model_check: last === null ? null : { at: iso(last.at), answer: last.answer, models: last.models },
  };
}

async function incidentsJson({ store }: AdminServices) {
  const { rows } = await store.journal.listIncidents({ after: null, limit: MAX_INCIDENTS });
  return rows.map(({ kind, createdAt, closedAt, charged, refunded }) => ({
    kind,
    created_at: iso(createdAt),
    closed_at: closedAt === null ? null : iso(closedAt),
    charged_usd: nanoToUsd(charged),
    refunded_usd: nanoToUsd(refunded),
  }));
}

/** Lines of Prometheus; the names of classes are in one metric, whose help text may stay. */
function withoutNames(metrics: string): string[] {
  return metrics.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !/[{,]name="/.test(line));
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
