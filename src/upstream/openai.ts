import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { isEncoded } from '../http/content-encoding.ts';
import { AnswerSecrets } from './answers/answer-secrets.ts';
import { scrub } from './answers/scrub.ts';
import { listModels } from './model-list.ts';
import {
  type Upstream,
  type UpstreamCall,
  UpstreamError,
  type UpstreamHeaders,
  type UpstreamListener,
} from './upstream.ts';
import type { UpstreamKey } from './upstream-key.ts';

export interface OpenAiOptions {
  /** Without a trailing slash, e.g. https://api.openai.com/v1 */
  readonly baseUrl: string;
  /** null: the server takes calls without one. */
  readonly key: UpstreamKey | null;
  /** A silence longer than this, before or in the answer, ends a call. */
  readonly timeoutMs: number;
  readonly connections: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A socket idle for longer is not used again: the provider may be closing it, and a POST cannot be sent twice. */
const KEEP_ALIVE_MS = 30_000;
/** A connection whose body ends so soon after its last event can be used again. */
const BODY_END_MS = 1_000;

/** An OpenAI-compatible provider, over HTTP/1.1. This file, and no other, knows the owner's key. */
export function createOpenAiUpstream({ baseUrl, key, timeoutMs, connections }: OpenAiOptions): Upstream {
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname === '/' ? '' : pathname;
  const secret = key?.reveal() ?? '';
  const hide = (text: string) => scrub(text, secret);
  const secrets = new AnswerSecrets(secret);
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  // All that a provider learns of a call, besides its body.
  const headers = {
    ...(secret === '' ? {} : { authorization: `Bearer ${secret}` }),
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    // Said, because to leave it out allows every coding (RFC 9110, 12.5.3); what is coded cannot be metered.
    'accept-encoding': 'identity',
    'user-agent': 'jigap',
  };
  return {
    kind: 'openai',
    send(path, body, listener) {
      const call = new OpenAiCall(listener, hide);
      pool.dispatch({ method: 'POST', path: prefix + path, headers, body }, call);
      return call;
    },
    listModels: () => listModels(pool, { path: `${prefix}/models`, headers }),
    scrub: hide,
    withoutKey: (bytes) => secrets.cutOut(bytes),
    newSecretFilter: () => secrets.newFilter(),
    close: () => pool.destroy(),
  };
}

/** Takes the key and the account's ids out of a text. */
type Hide = (text: string) => string;

class OpenAiCall implements UpstreamCall, Dispatcher.DispatchHandler {
  readonly #listener: UpstreamListener;
  readonly #hide: Hide;
  #controller: Dispatcher.DispatchController | null = null;
  #aborted = false;
  #over = false;
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
    this.#aborted = true;
    this.#controller?.abort(new Error('given up by the gateway'));
  }

  release(): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller?.resume();
    this.#bodyEnd = setTimeout(() => this.abort(), BODY_END_MS);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection: nothing has been written yet, and nothing will be.
    if (this.#aborted) controller.abort(new Error('given up by the gateway'));
    else this.#listener.onSent();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    if (isEncoded(headers)) {
      // Never asked for, and what cannot be read cannot be metered. Of a refusal the status says enough.
      if (status >= 300) this.#listener.onHeaders(status, readable(headers, this.#hide));
      controller.abort(new Error('an encoded answer'));
      return;
    }
    this.#listener.onHeaders(status, readable(headers, this.#hide));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over) this.#listener.onData(chunk);
    // Whoever goes on after the last event may do so for ever.
    else if (chunk.length > 0) this.abort();
  }

  onResponseEnd(): void {
    this.#clearBodyEnd();
    if (this.#over) return;
    this.#over = true;
    this.#listener.onEnd();
  }

  #clearBodyEnd(): void {
    if (this.#bodyEnd !== null) clearTimeout(this.#bodyEnd);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & { code?: string }): void {
    this.#clearBodyEnd();
    if (this.#over) return;
    this.#over = true;
    this.#listener.onError(new UpstreamError(this.#aborted ? 'aborted' : this.#reasonOf(error.code)));
  }

  #reasonOf(code: string | undefined): UpstreamError['reason'] {
    if (this.#controller === null) return 'unreachable';
    if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'aborted';
    return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' ? 'timeout' : 'died';
  }
}

function readable(headers: IncomingHttpHeaders, hide: Hide): UpstreamHeaders {
  return {
    contentType: one(headers['content-type']),
    retryAfter: one(headers['retry-after']),
    requestId: requestId(one(headers['x-request-id']), hide),
  };
}

/** It goes to our log, so it must look like an id, and like nobody's key. */
function requestId(id: string | null, hide: Hide): string | null {
  if (id === null || !/^[\w.:/+=-]{1,128}$/.test(id)) return null;
  return hide(id) === id ? id : null;
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
