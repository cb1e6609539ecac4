import { imageTokens, PARTIAL_IMAGE_TOKENS, parseImageSize } from '../ledger/image-tokens.ts';
import { answerChat } from '../upstream/demo/chat.ts';
import { answerCompletions } from '../upstream/demo/completions.ts';
import type { DemoAnswer } from '../upstream/demo/demo.ts';
import { answerEmbeddings } from '../upstream/demo/embeddings.ts';
import { answerImages } from '../upstream/demo/images/images.ts';
import { answerModerations } from '../upstream/demo/moderations.ts';
import { answerResponses } from '../upstream/demo/responses.ts';
import { answerSpeech } from '../upstream/demo/speech.ts';
import { ENDPOINTS, type EndpointKind } from './endpoints.ts';

const ANSWERS: Readonly<Record<EndpointKind, DemoAnswer>> = {
  chat: answerChat,
  responses: answerResponses,
  completions: answerCompletions,
  embeddings: answerEmbeddings,
  moderations: answerModerations,
  images: answerImages({
    parseSize: parseImageSize,
    tokensOf: imageTokens,
    tokensOfPartial: PARTIAL_IMAGE_TOKENS,
  }),
  speech: answerSpeech,
};

/** How the demo answers each endpoint, by its path. */
export const DEMO_ANSWERS: ReadonlyMap<string, DemoAnswer> = new Map(
  ENDPOINTS.map(({ kind, path }) => [path, ANSWERS[kind]]),
);
