import { isObject } from '../../ledger/catalogue-fields.ts';
import { asCount, type ServedModel } from './read-model-list.ts';
import type { ReadServer } from './read-server.ts';

/** Each takes a request of its own. */
const MAX_ASKED = 20;

/** Ollama's list has names only; its own endpoints say the rest. */
export async function askOllama(origin: URL, models: readonly ServedModel[], read: ReadServer): Promise<ServedModel[]> {
  const asked = await Promise.all(models.slice(0, MAX_ASKED).map((model) => askModel(origin, model, read)));
  return [...asked, ...models.slice(MAX_ASKED)];
}

async function askModel(origin: URL, model: ServedModel, read: ReadServer): Promise<ServedModel> {
  const reading = await read(new URL('/api/show', origin), { model: model.id });
  if (reading.kind !== 'answer' || !isObject(reading.json)) return model;
  const { model_info: info, capabilities, parameters } = reading.json;
  const facts = isObject(info) ? Object.entries(info) : [];
  const find = (end: string) => asCount(facts.find(([name]) => name.endsWith(end))?.[1]);
  const embeds = Array.isArray(capabilities) && capabilities.includes('embedding');
  return {
    ...model,
    // What a model can read is rarely what Ollama gives it: num_ctx counts where it is set, else a default by memory.
    contextWindow: windowIn(parameters) ?? (embeds ? find('.context_length') : null),
    embeddingSize: find('.embedding_length'),
    embeds,
  };
}

function windowIn(parameters: unknown): number | null {
  if (typeof parameters !== 'string') return null;
  return asCount(Number(/^num_ctx\s+(\d{1,9})$/m.exec(parameters)?.[1]));
}
