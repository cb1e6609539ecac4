import type { Catalogue } from '../../ledger/prices.ts';
import { type Upstream, type UpstreamCall, UpstreamError, type UpstreamListener } from '../upstream.ts';
import type { ImageRulesOf } from './images/images.ts';
import type { PictureTokensOf } from './pictures/read-pictures.ts';
import { DemoPlayback } from './playback.ts';
import { DemoError } from './read-body.ts';
import { type DemoReply, errorReply } from './reply.ts';
import type { WindowOf } from './window.ts';

/** How the demo answers one endpoint. @throws DemoError */
export type DemoAnswer = (
  body: Buffer,
  windowOf: WindowOf,
  rulesOf: ImageRulesOf,
  pictureTokensOf: PictureTokensOf,
) => DemoReply;

const DEFAULT_CHUNK_DELAY_MS = 15;
const UNKNOWN_WINDOW = Number.POSITIVE_INFINITY;

export interface DemoUpstreamOptions {
  /** By the path of the endpoint. */
  readonly answers: ReadonlyMap<string, DemoAnswer>;
  /** Pause before the headers and before each chunk, in ms; with n candidates, that much per n chunks. Default 15. */
  readonly chunkDelayMs?: number;
  /** Windows of the models; without it none is bounded. */
  readonly catalogue?: Catalogue;
}

/**
 * A simulated provider for a jigap without a key. It answers in OpenAI's shapes, JSON and streamed, and says in
 * every text that it is a simulation. It opens no connection and remembers nothing.
 */
export function createDemoUpstream(options: DemoUpstreamOptions): Upstream {
  const chunkDelayMs = options.chunkDelayMs ?? DEFAULT_CHUNK_DELAY_MS;
  const windowOf: WindowOf = (model) => options.catalogue?.get(model)?.contextWindow ?? UNKNOWN_WINDOW;
  const rulesOf: ImageRulesOf = (model) => options.catalogue?.get(model)?.drawing;
  const pictureTokensOf: PictureTokensOf = (model, detail) => {
    const tokens = options.catalogue?.get(model)?.imageTokens;
    return detail === 'low' || detail === 'original' ? (tokens?.[detail] ?? 0) : (tokens?.high ?? 0);
  };
  const playing = new Set<DemoPlayback>();
  let closing: { readonly closed: Promise<void>; readonly done: () => void } | null = null;

  return {
    ...{ name: 'demo', addressSetting: '', keySetting: '' },
    kind: 'demo',
    keys: null,
    // It has no key and no account to hide.
    scrub: (text) => text,
    listModels: async () => null,
    withoutKey: (bytes) => bytes,
    newSecretFilter: () => ({ push: (chunk) => chunk, end: () => Buffer.alloc(0) }),
    send(path, body, listener) {
      if (closing !== null) return refuseAfterClose(listener);
      const reply = replyTo(path, (answer) => answer(body, windowOf, rulesOf, pictureTokensOf), options.answers);
      const playback = new DemoPlayback(reply, listener, Math.floor(chunkDelayMs / reply.candidates), () => {
        playing.delete(playback);
        if (playing.size === 0) closing?.done();
      });
      playing.add(playback);
      return playback;
    },
    /** Aborts what is still being answered and resolves when every listener was called. */
    close() {
      if (closing === null) {
        const { promise, resolve } = Promise.withResolvers<void>();
        closing = { closed: promise, done: resolve };
        if (playing.size === 0) resolve();
        for (const playback of playing) playback.abort();
      }
      return closing.closed;
    },
  };
}

function replyTo(
  path: string,
  reply: (answer: DemoAnswer) => DemoReply,
  answers: DemoUpstreamOptions['answers'],
): DemoReply {
  try {
    const answer = answers.get(path);
    if (answer !== undefined) return reply(answer);
    const served = [...answers.keys()].map((known) => `/v1${known}`).join(', ');
    const message = `Invalid URL (POST /v1${path}): the jigap demo answers ${served}.`;
    throw new DemoError(404, message, null, 'unknown_url');
  } catch (error) {
    if (error instanceof DemoError) return errorReply(error);
    // A body made to break the simulation (nested beyond the stack, say) fails its own call, never the process.
    return errorReply(new DemoError(500, 'The jigap demo could not simulate an answer to this body.', null, null));
  }
}

function refuseAfterClose(listener: UpstreamListener): UpstreamCall {
  setImmediate(() => listener.onError(new UpstreamError('unreachable')));
  const nothing = () => {};
  return { pause: nothing, resume: nothing, abort: nothing, release: nothing };
}
