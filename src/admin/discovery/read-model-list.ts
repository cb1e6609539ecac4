import { isModelName } from '../../ledger/catalogue.ts';
import { isObject } from '../../ledger/catalogue-fields.ts';

/** A model as a server describes it; null: it does not say. */
export interface ServedModel {
  readonly id: string;
  /** Tokens that a call may have. */
  readonly contextWindow: number | null;
  /** Numbers of one embedding. */
  readonly embeddingSize: number | null;
  readonly embeds: boolean | null;
}

export interface ModelList {
  readonly models: readonly ServedModel[];
  /** Names that the catalogue cannot have, and what is beyond MAX_MODELS. */
  readonly skipped: number;
  readonly kind: ServerKind;
}

export type ServerKind = 'llama.cpp' | 'ollama' | 'vllm' | 'unknown';

/** A lab has ten; the list of a reseller, hundreds. */
const MAX_MODELS = 200;
const MAX_ID_LENGTH = 200;
/** The owner gets it in a command to copy, so it must mean nothing to a shell or a terminal. Paths of files are in it. */
const PLAIN_NAME = /^[\p{L}\p{N}_./\\][\p{L}\p{M}\p{N}_.:/\\@+-]*$/u;
/** llama.cpp numbers kinds of vocabularies; this is BERT's. */
const WORD_PIECE = 3;

/** `{"data": [{"id": ...}]}`; null: it is something else. */
export function readModelList(json: unknown): ModelList | null {
  if (!isObject(json) || !Array.isArray(json.data)) return null;
  const entries = json.data.filter(isObject);
  if (entries.length < json.data.length) return null;
  const usable = entries.filter(({ id }) => typeof id === 'string' && isPlainName(id));
  const models = usable.slice(0, MAX_MODELS).map(readModel);
  const owners = new Set(entries.map((entry) => entry.owned_by));
  return { models, skipped: json.data.length - models.length, kind: kindOf(owners) };
}

function isPlainName(id: string): boolean {
  return id.length <= MAX_ID_LENGTH && isModelName(id) && PLAIN_NAME.test(id);
}

function kindOf(owners: ReadonlySet<unknown>): ServerKind {
  if (owners.has('llamacpp')) return 'llama.cpp';
  if (owners.has('vllm')) return 'vllm';
  // Ollama names the account of its registry, which is "library" for most.
  return owners.has('library') ? 'ollama' : 'unknown';
}

/** vLLM says max_model_len; llama.cpp meta; the others are those of companies and proxies. */
function readModel(entry: Record<string, unknown>): ServedModel {
  const meta = isObject(entry.meta) ? entry.meta : {};
  const windows = [
    entry.max_model_len,
    meta.n_ctx,
    entry.context_length,
    entry.context_window,
    entry.max_context_length,
  ];
  return {
    id: String(entry.id),
    contextWindow: windows.map(asCount).find((count) => count !== null) ?? null,
    embeddingSize: asCount(meta.n_embd),
    embeds: meta.vocab_type === WORD_PIECE ? true : null,
  };
}

/** A number that a person could mean, or null. */
export function asCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 1e9 ? (value as number) : null;
}
