import type { ServedModel } from './read-model-list.ts';

/** What to write into the files of the settings so that students may use a server. */
export interface SuggestedModel {
  readonly id: string;
  readonly embeddingSize: number | null;
  /** From its name, where the server did not say. */
  readonly isEndpointGuessed: boolean;
  readonly isWindowGuessed: boolean;
  /** As config/models.json has it. */
  readonly entry: SuggestedEntry;
}

interface SuggestedEntry extends Readonly<Record<string, unknown>> {
  readonly endpoints: readonly string[];
  readonly context_window: number;
}

/** Ollama's own default, and the least of the others. */
const GUESSED_WINDOW = 4096;
/** Of BERT and most of its family. */
const GUESSED_ENCODER_WINDOW = 512;
/** Held with each call that names none; students with a budget in tokens want it small. */
const DEFAULT_OUTPUT = 1024;
const ENCODER_NAME = /(?:^|[^a-z])(?:[a-z]*bert[a-z]*|embed(?:ding|der)?s?|e5|bge|gte|minilm|mpnet)(?:[^a-z]|$)/i;

/** Servers of the OpenAI API with these say no more than their names. */
const SPEECH_NAME =
  /(?:^|[^a-z])(?:x?tts|kokoro|piper|chatterbox|bark|orpheus|parler|melo|vits|cosyvoice|speecht5|outetts)(?:[^a-z]|$)/i;
/** Characters: OpenAI's own limit. */
const SPEECH_WINDOW = 4096;

export interface SuggestionSource {
  readonly provider: string;
  /** UTC, YYYY-MM-DD. */
  readonly today: string;
}

export function suggestModel(model: ServedModel, source: SuggestionSource): SuggestedModel {
  const speaks = model.embeds !== true && SPEECH_NAME.test(model.id);
  return speaks ? suggestSpeech(model, source) : suggestText(model, source);
}

/** Priced by characters, in place of tokens. */
function suggestSpeech({ id }: ServedModel, { provider, today }: SuggestionSource): SuggestedModel {
  return {
    id,
    embeddingSize: null,
    isEndpointGuessed: true,
    isWindowGuessed: true,
    entry: {
      ...{ id, provider, snapshots: [], endpoints: ['speech'], inputs: ['text'] },
      ...{ context_window: SPEECH_WINDOW, max_output: 0, default_max_output: 0, reasoning: false, shutdown_date: null },
      prices: [{ from: today, per_character: 0, source: sourceOf(today) }],
    },
  };
}

function sourceOf(today: string): string {
  return `a server of ours, discovered on ${today}`;
}

function suggestText(model: ServedModel, { provider, today }: SuggestionSource): SuggestedModel {
  const embeds = model.embeds ?? ENCODER_NAME.test(model.id);
  const window = model.contextWindow ?? (embeds ? GUESSED_ENCODER_WINDOW : GUESSED_WINDOW);
  const price = { from: today, input: 0, cached_input: 0, cache_write: 0, output: 0 };
  return {
    id: model.id,
    embeddingSize: model.embeddingSize,
    isEndpointGuessed: model.embeds === null,
    isWindowGuessed: model.contextWindow === null,
    entry: {
      id: model.id,
      provider,
      snapshots: [],
      endpoints: [embeds ? 'embeddings' : 'chat'],
      inputs: ['text'],
      context_window: window,
      max_output: embeds ? 0 : window,
      default_max_output: embeds ? 0 : Math.min(DEFAULT_OUTPUT, window),
      reasoning: false,
      shutdown_date: null,
      prices: [{ ...price, source: sourceOf(today) }],
    },
  };
}
