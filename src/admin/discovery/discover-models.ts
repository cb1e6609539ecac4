import { isObject } from '../../ledger/catalogue-fields.ts';
import type { AdminServices } from '../admin-deps.ts';
import { AdminError } from '../admin-error.ts';
import { askOllama } from './ask-ollama.ts';
import type { DiscoveryProblem } from './discovery-problem.ts';
import { below, parseServerAddress, textOfBase } from './parse-server-address.ts';
import { asCount, type ModelList, readModelList, type ServerKind } from './read-model-list.ts';
import type { ReadServer, ServerReading } from './read-server.ts';
import { type SuggestedModel, suggestModel } from './suggest-settings.ts';

/** What a model server offers, and what makes jigap serve it. */
export interface Discovery {
  readonly kind: ServerKind;
  readonly models: readonly SuggestedModel[];
  /** Names that the catalogue cannot have. */
  readonly skipped: number;
  /** An entry for the file of JIGAP_PROVIDERS_FILE. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** The server does not say how many calls it takes at once. */
  readonly isSlotCountGuessed: boolean;
}

export interface DiscoveryRequest {
  readonly address: string;
  /** null: one is made up. */
  readonly name: string | null;
}

interface Deps extends Pick<AdminServices, 'readServer' | 'now'> {
  readonly providers: readonly { readonly name: string }[];
}

const NAME = /^[a-z0-9-]{1,32}$/;
const GUESSED_SLOTS = 4;

/**
 * Asks a server what it serves. The owner names the address, and it may be a private one: that is what it is for. So
 * only the owner may, the paths are fixed, no key is sent, no redirect is followed, and of what comes back only names of
 * models and numbers are shown.
 * @throws AdminError one of DiscoveryProblem, or provider_name_invalid
 */
export async function discoverModels(request: DiscoveryRequest, deps: Deps): Promise<Discovery> {
  const base = parseServerAddress(request.address);
  const name = request.name?.trim() ?? '';
  if (name !== '' && !NAME.test(name)) throw new AdminError({ code: 'provider_name_invalid' }, ['name']);
  const { readServer, now } = deps;
  const list = await findList(base, readServer);
  const { models, slots } = await addFacts(base, list, readServer);
  const provider = name === '' ? freeName(list.kind, deps) : name;
  const source = { provider, today: new Date(now()).toISOString().slice(0, 10) };
  return {
    kind: list.kind,
    models: models.map((model) => suggestModel(model, source)),
    skipped: list.skipped,
    provider: {
      name: provider,
      base_url: textOfBase(base),
      calls_in_flight: slots ?? GUESSED_SLOTS,
      openai_fields: false,
    },
    isSlotCountGuessed: slots === null,
  };
}

/** @throws AdminError */
async function findList(base: URL, read: ReadServer): Promise<ModelList> {
  const first = await read(below(base, '/models'));
  const list = listIn(first);
  const isVersioned = /\/v\d[^/]*$/.test(base.pathname);
  if (list !== null && isVersioned) return list;
  // Without /v1, llama.cpp answers embeddings in a shape of its own, and the others not at all.
  const versioned = below(base, '/v1');
  const other = isVersioned || isFinal(first) ? null : listIn(await read(below(versioned, '/models')));
  if (other !== null && first.kind === 'answer') {
    throw refuse({ code: 'server_without_models', status: first.status, betterAddress: textOfBase(versioned) });
  }
  if (list !== null) return list;
  throw refuse(problemOf(first));
}

/** Another path would not help. */
function isFinal(reading: ServerReading): boolean {
  return reading.kind !== 'answer' || reading.status === 401 || reading.status === 403;
}

function listIn(reading: ServerReading): ModelList | null {
  return reading.kind === 'answer' && reading.status === 200 ? readModelList(reading.json) : null;
}

function problemOf(reading: ServerReading): DiscoveryProblem {
  if (reading.kind === 'not-allowed') return { code: 'server_address_invalid', reason: 'not-allowed' };
  if (reading.kind === 'unreachable') return { code: 'server_unreachable', reason: reading.reason };
  if (reading.kind === 'too-large') return { code: 'server_answer_unusable', reason: 'too-large' };
  const { status } = reading;
  if (status === 401 || status === 403) return { code: 'server_wants_key', status };
  if (status >= 300 && status < 400) return { code: 'server_redirects', status };
  if (status === 200) return { code: 'server_answer_unusable', reason: 'not-a-list' };
  return { code: 'server_without_models', status, betterAddress: null };
}

function refuse(problem: DiscoveryProblem): AdminError {
  return new AdminError(problem, ['address']);
}

/** What the lists of llama.cpp and Ollama leave out. */
async function addFacts({ origin }: URL, { kind, models }: ModelList, read: ReadServer) {
  if (kind === 'ollama') return { models: await askOllama(new URL(origin), models, read), slots: null };
  if (kind !== 'llama.cpp') return { models, slots: null };
  const props = await read(new URL('/props', origin));
  const json = props.kind === 'answer' && isObject(props.json) ? props.json : {};
  const settings = isObject(json.default_generation_settings) ? json.default_generation_settings : {};
  const window = asCount(settings.n_ctx);
  return {
    // Of each slot: less than the model could read, where several share it.
    models: models.map((model) => ({ ...model, contextWindow: window ?? model.contextWindow })),
    slots: asCount(json.total_slots),
  };
}

/** One that no provider has. */
function freeName(kind: ServerKind, { providers }: Deps): string {
  const wanted = kind === 'unknown' ? 'lab' : kind.replace('.', '-');
  const taken = new Set(providers.map(({ name }) => name));
  for (let n = 2, name = wanted; ; n++) {
    if (!taken.has(name)) return name;
    name = `${wanted}-${n}`;
  }
}
