import type { IncomingHttpHeaders } from 'node:http';
import { basename } from 'node:path';
import { type Dispatcher, Pool } from 'undici';
import { isEncoded } from '../http/content-encoding.ts';
import { KeyRing } from './keys/key-ring.ts';
import type { KeyEvent } from './keys/key-state.ts';
import { KeyedCall, type SendWithKey } from './keys/keyed-call.ts';
import { listModels } from './model-list.ts';
import type { KeySource, ProviderSettings } from './provider-settings.ts';
import { testProvider } from './provider-test.ts';
import { type Upstream, type UpstreamCall, UpstreamError, type UpstreamListener } from './upstream.ts';
import { readHeaders, requestHeaders } from './upstream-headers.ts';
import type { UpstreamKey } from './upstream-key.ts';
import type { UpstreamSecrets } from './upstream-secrets.ts';

export interface OpenAiOptions extends Omit<ProviderSettings, 'isDemo'> {
  readonly connections: number;
  /** Learns the keys, and takes them out of what comes back. */
  readonly secrets: UpstreamSecrets;
  /** No call is made with it; the provider knows it, so it is taken out of answers, too. */
  readonly adminKey?: UpstreamKey | null;
  readonly onKeyEvent?: (event: KeyEvent) => void;
}

/** A socket that is idle for longer is not used again: the provider may be closing it, and a POST cannot be sent twice. */
const KEEP_ALIVE_MS = 30_000;
/** A connection is used again only if its body ends this soon after its last event. */
const BODY_END_MS = 1_000;

/** An OpenAI-compatible provider, over HTTP/1.1. This file, and no other, knows the owner's keys. */
export function createOpenAiUpstream(options: OpenAiOptions): Upstream {
  const { name, addressSetting, keySetting, baseUrl, keys, timeoutMs, connections, secrets } = options;
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname === '/' ? '' : pathname;
  const ring = new KeyRing({
    provider: name,
    labels: keyLabels(options),
    order: options.keyOrder,
    onEvent: options.onKeyEvent ?? (() => {}),
  });
  const headers = new HeadersOfKeys(keys, secrets, options.headers);
  secrets.learn(options.adminKey?.reveal() ?? '');
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: options.connectTimeoutMs },
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  return {
    ...{ name, addressSetting, keySetting },
    kind: 'openai',
    send(path, body, listener, model = '', silenceMs = 0) {
      const silence = Math.max(timeoutMs, silenceMs);
      const sendWith: SendWithKey = (key, heard) => {
        const call = new OpenAiCall(heard, secrets.scrub);
        const timeouts = { headersTimeout: silence, bodyTimeout: silence };
        pool.dispatch({ method: 'POST', path: prefix + path, headers: headers.of(key), body, ...timeouts }, call);
        return call;
      };
      const call = new KeyedCall(ring, { path, model }, sendWith, listener);
      call.begin();
      return call;
    },
    listModels: () =>
      listWithAnyKey(ring.workingFirst, (key) =>
        listModels(pool, { path: `${prefix}/models`, headers: headers.of(key) }),
      ),
    keys: {
      get states() {
        return ring.states;
      },
      blockOf: (path, model) => ring.blockOf({ path, model }),
      replace(next) {
        const replaced = headers.replace(next);
        for (const key of replaced) ring.replace(key);
        return replaced;
      },
      test: (key) => testProvider(pool, { path: `${prefix}/models`, headers: headers.of(key) }),
      tryNow: () => ring.tryNow(),
    },
    scrub: secrets.scrub,
    withoutKey: (bytes) => secrets.withoutKeys(bytes),
    newSecretFilter: (kind) => (kind === 'sound' ? secrets.newMask() : secrets.newFilter()),
    close() {
      ring.close();
      return pool.destroy();
    },
  };
}

/** The keys are tried in turn as long as each is refused: students' calls go on with the one that works. */
async function listWithAnyKey(
  keys: readonly number[],
  list: (key: number) => ReturnType<Upstream['listModels']>,
): ReturnType<Upstream['listModels']> {
  let answer: Awaited<ReturnType<Upstream['listModels']>> = null;
  for (const key of keys) {
    answer = await list(key);
    if (answer === null || !('keyRefused' in answer)) break;
  }
  return answer;
}

/** The request headers that each key makes. */
class HeadersOfKeys {
  readonly #secrets: UpstreamSecrets;
  readonly #added: ProviderSettings['headers'];
  readonly #values: string[];
  readonly #headers: Readonly<Record<string, string>>[];

  /** @param added the owner's, for every key */
  constructor(keys: readonly UpstreamKey[], secrets: UpstreamSecrets, added: ProviderSettings['headers']) {
    this.#secrets = secrets;
    this.#added = added;
    // A server without keys is called as with an empty one.
    this.#values = keys.length === 0 ? [''] : keys.map((key) => key.reveal());
    for (const value of this.#values) secrets.learn(value);
    this.#headers = this.#values.map((value) => requestHeaders(value, added));
  }

  of(key: number): Readonly<Record<string, string>> {
    return this.#headers[key] ?? {};
  }

  /** @param next null: stays @returns positions of the keys that are others now */
  replace(next: readonly (UpstreamKey | null)[]): readonly number[] {
    return next.flatMap((key, at) => {
      const value = key?.reveal();
      if (value === undefined || this.#values[at] === undefined || this.#values[at] === value) return [];
      // Before anything can quote it.
      this.#secrets.learn(value);
      this.#values[at] = value;
      this.#headers[at] = requestHeaders(value, this.#added);
      return [at];
    });
  }
}

function keyLabels({ keys, keySources }: Pick<ProviderSettings, 'keys' | 'keySources'>): string[] {
  const labels = keys.map((_key, at) => labelOf(keySources[at], at));
  // Files of one name in several folders.
  const isUnique = new Set(labels).size === labels.length;
  if (labels.length === 0) return ['no key'];
  return isUnique ? labels : labels.map((label, at) => `${label} (${at + 1})`);
}

/** What the owner knows it by. */
function labelOf(source: KeySource | undefined, at: number): string {
  if (source === undefined) return `key ${at + 1}`;
  return source.kind === 'variable' ? source.name : basename(source.path);
}

/** Takes the keys and the account's ids out of a text. */
type Hide = (text: string) => string;

class OpenAiCall implements UpstreamCall, Dispatcher.DispatchHandler {
  readonly #listener: UpstreamListener;
  readonly #hide: Hide;
  #controller: Dispatcher.DispatchController | null = null;
  #isAborted = false;
  #isOver = false;
  /** Runs from the release to the end of the body. */
  #bodyEnd: NodeJS.Timeout | null = null;

  constructor(listener: UpstreamListener, hide: Hide) {
    this.#listener = listener;
    this.#hide = hide;
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    this.#isAborted = true;
    this.#controller?.abort(new Error('aborted by the gateway'));
  }

  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.resume();
    this.#bodyEnd = setTimeout(() => this.abort(), BODY_END_MS);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Aborted while it waited for a connection: nothing was written yet, and nothing will be.
    if (this.#isAborted) controller.abort(new Error('aborted by the gateway'));
    else this.#listener.onSent();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    if (isEncoded(headers)) {
      // Not requested, and an encoded answer cannot be metered. Of an error the status is enough.
      if (status >= 300) this.#listener.onHeaders(status, readHeaders(headers, this.#hide));
      controller.abort(new Error('an encoded answer'));
      return;
    }
    this.#listener.onHeaders(status, readHeaders(headers, this.#hide));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isOver) this.#listener.onData(chunk);
    // A body that goes on after its last event may never end.
    else if (chunk.length > 0) this.abort();
  }

  onResponseEnd(): void {
    this.#clearBodyEnd();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.onEnd();
  }

  #clearBodyEnd(): void {
    if (this.#bodyEnd !== null) clearTimeout(this.#bodyEnd);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    this.#clearBodyEnd();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.onError(new UpstreamError(this.#isAborted ? 'aborted' : this.#reasonOf(error.code)));
  }

  #reasonOf(code: string | undefined): UpstreamError['reason'] {
    if (this.#controller === null) return 'unreachable';
    if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'aborted';
    return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' ? 'timeout' : 'died';
  }
}
