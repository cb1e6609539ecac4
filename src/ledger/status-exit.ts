import { isObject } from './catalogue-fields.ts';
import type { Exit } from './exits.ts';

/** An answer with an error status. */
export interface ErrorAnswer {
  readonly status: number;
  /** ms from the sent request to the head of the answer. */
  readonly waitedMs: number;
  /** The parsed body; undefined when it is no JSON or was not read whole. */
  readonly json: unknown;
}

type StatusMeaning =
  /** The provider refused the call, or never began it: it bills nothing. */
  | 'refused'
  /** A proxy in front of the model stopped waiting. The model may have worked, and may be billed. */
  | 'timeout'
  /** A proxy in front of the model lost the call, or does not say what happened. */
  | 'lost'
  /** Refused if it carries the provider's own error object, or came at once; else lost. */
  | 'own-or-quick'
  /** Sent by a proxy, with any body: refused if it came at once; else lost. */
  | 'quick'
  /** Refused if it carries the provider's own error object; else lost. */
  | 'own';

interface StatusRow {
  readonly from: number;
  readonly to: number;
  readonly meaning: StatusMeaning;
}

/**
 * Sources: RFC 9110 for those of HTTP; the manuals of nginx (499), AWS load balancers (460), Cloudflare (520 to 530) and
 * IIS or squid (598, 599) for those of proxies. The first row that fits counts.
 */
const STATUS_ROWS: readonly StatusRow[] = [
  // A redirect is not followed: no model got the call.
  { from: 300, to: 399, meaning: 'refused' },
  // Request Timeout: sent by LiteLLM and other proxies when the model took too long.
  { from: 408, to: 408, meaning: 'timeout' },
  // The proxy believes that we hung up while the model worked.
  { from: 460, to: 460, meaning: 'timeout' },
  { from: 499, to: 499, meaning: 'timeout' },
  { from: 400, to: 499, meaning: 'refused' },
  // An exception of the provider's own server. A 500 of a proxy has no error object, and is slow.
  { from: 500, to: 500, meaning: 'own-or-quick' },
  // Not Implemented: the server does not offer it.
  { from: 501, to: 501, meaning: 'refused' },
  // Bad Gateway: sent by a proxy by definition, with any body. A model that refuses the connection is known at once.
  { from: 502, to: 502, meaning: 'quick' },
  // Overloaded: sent by the provider with an error object, or by a proxy without one.
  { from: 503, to: 503, meaning: 'own-or-quick' },
  { from: 504, to: 504, meaning: 'timeout' },
  // Of HTTP itself, about the request: version, negotiation, storage, loop, extension, captive network.
  { from: 505, to: 511, meaning: 'own-or-quick' },
  // Connection Timed Out, A Timeout Occurred.
  { from: 522, to: 522, meaning: 'timeout' },
  { from: 524, to: 524, meaning: 'timeout' },
  { from: 520, to: 528, meaning: 'lost' },
  // Overloaded, at some providers.
  { from: 529, to: 529, meaning: 'own-or-quick' },
  // Network read and connect time-outs.
  { from: 598, to: 599, meaning: 'timeout' },
];

const UNKNOWN_STATUS: Pick<StatusRow, 'meaning'> = { meaning: 'own' };

/**
 * An error that comes within this time is a refusal. A proxy that finds no model (connection refused, no healthy server,
 * queue full) knows it within one round trip, and model servers refuse before they compute. A proxy that stops waiting
 * has waited for seconds: the shortest time-outs in use are 5 to 10 s.
 */
export const MAX_PROMPT_REFUSAL_MS = 2000;

/** In the code, type or message of an error object, it means "we stopped waiting", under any status. */
const TIMEOUT = /timed?[ _-]?out|deadline/i;

/** How a call ended that was answered with an error status. */
export function exitOfStatus(answer: ErrorAnswer): Exit {
  switch (meaningOf(answer)) {
    case 'refused':
      return { kind: 'refused' };
    case 'timeout':
      return { kind: 'broken', by: 'timeout', usage: null };
    case 'lost':
      return { kind: 'broken', by: 'upstream', usage: null };
  }
}

function meaningOf({ status, waitedMs, json }: ErrorAnswer): 'refused' | 'timeout' | 'lost' {
  // A status without a row is a refusal only with the provider's own error object.
  const { meaning } = STATUS_ROWS.find(({ from, to }) => from <= status && status <= to) ?? UNKNOWN_STATUS;
  if (meaning === 'refused' || meaning === 'timeout' || meaning === 'lost') return meaning;
  const error = errorObjectOf(json);
  if (error !== null && saysTimeout(error)) return 'timeout';
  if (error !== null && meaning !== 'quick') return 'refused';
  return meaning !== 'own' && waitedMs < MAX_PROMPT_REFUSAL_MS ? 'refused' : 'lost';
}

type ErrorObject = Readonly<Record<string, unknown>>;

/** OpenAI's `{"error": {"message": ...}}`, or vLLM's `{"object": "error", "message": ...}`. Other shapes are a proxy's. */
function errorObjectOf(json: unknown): ErrorObject | null {
  if (!isObject(json)) return null;
  const error = json.object === 'error' ? json : json.error;
  return isObject(error) && typeof error.message === 'string' ? error : null;
}

function saysTimeout({ code, type, message }: ErrorObject): boolean {
  return [code, type, message].some((text) => typeof text === 'string' && TIMEOUT.test(text));
}
