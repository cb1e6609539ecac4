import { isFlexFull, isOutOfMoney } from '../account-errors.ts';
import { errorIn } from '../error-body.ts';
import type { JsonObject } from '../json/json-object.ts';
import type { UpstreamHeaders } from '../upstream-headers.ts';
import { waitInText } from './rate-limit-headers.ts';

/** What an error says about the key of a call. */
export type KeyAction =
  /** Nothing is sent with it for some minutes. */
  | { readonly kind: 'rest'; readonly reason: RestReason; readonly scope: RestScope; readonly answer: string }
  /** It may be about the key, or about this request. It was about the key if another one is accepted for the same call. */
  | { readonly kind: 'unsure'; readonly reason: RestReason; readonly answer: string }
  /** The provider's rate limit. `waitMs` is null where it does not say how long. */
  | { readonly kind: 'pause'; readonly scope: 'key' | 'model'; readonly waitMs: number | null };

export type RestReason = 'key_refused' | 'out_of_money';
/** All calls, or those of the same model at the same endpoint. */
export type RestScope = 'key' | 'call';

export interface KeyError {
  readonly status: number;
  readonly headers: Pick<UpstreamHeaders, 'rateLimits'>;
  /** undefined when it is none, or was not read whole. */
  readonly json: unknown;
  readonly model: string;
}

/** Other statuses say nothing about a key. */
export const KEY_STATUSES: ReadonlySet<number> = new Set([400, 401, 402, 403, 429]);

/**
 * null: it is about the request, not about the key. A student can cause some of these errors at will (a model that the
 * project may not use, a text that a moderation refuses, a request above the limit), so they must not take the key from
 * the others. Sources of codes and words: OpenAI's error guide, OpenRouter's and Groq's error pages.
 */
export function actionFor(error: KeyError): KeyAction | null {
  const body = errorIn(error.json);
  const { status } = error;
  const code = [body?.code, body?.type].find(isOutOfMoney);
  if (code !== undefined) return { kind: 'rest', reason: 'out_of_money', scope: 'key', answer: `${status}, ${code}` };
  const message = typeof body?.message === 'string' ? body.message.slice(0, 4000) : '';
  const answer = String(status);
  switch (status) {
    case 401:
      return { kind: 'rest', reason: 'key_refused', scope: LACKS_SCOPE.test(message) ? 'call' : 'key', answer };
    case 402:
      // OpenRouter says it of one call that is too large for what is left.
      if (TOO_DEAR.test(message)) return { kind: 'unsure', reason: 'out_of_money', answer };
      return { kind: 'rest', reason: 'out_of_money', scope: 'key', answer };
    case 403:
      return actionForForbidden(body, message);
    case 429:
      return actionForTooMany(error, message);
    default:
      return null;
  }
}

const LACKS_SCOPE = /missing scopes|insufficient permissions/i;
const TOO_DEAR = /can only afford|fewer max_tokens/i;
const NOT_OF_KEY = /country|region|territory|moderat|flagged|content.?policy|usage.?policy|safety|invalid_prompt/i;
const BAD_KEY_CODES: ReadonlySet<unknown> = new Set([
  ...['invalid_api_key', 'account_deactivated', 'organization_deactivated', 'api_key_expired', 'api_key_disabled'],
]);

function actionForForbidden(body: JsonObject | null, message: string): KeyAction | null {
  if (body?.code === 'model_not_found') return null;
  if ([body?.code, body?.type, message].some((text) => typeof text === 'string' && NOT_OF_KEY.test(text))) return null;
  if (BAD_KEY_CODES.has(body?.code)) return { kind: 'rest', reason: 'key_refused', scope: 'key', answer: '403' };
  if (LACKS_SCOPE.test(message)) return { kind: 'rest', reason: 'key_refused', scope: 'call', answer: '403' };
  return { kind: 'unsure', reason: 'key_refused', answer: '403' };
}

/** No wait helps a request that is larger than the limit. */
const TOO_LARGE = /request too large|requested \d+.{0,40}(?:exceeds|larger)/i;

/** OpenAI's limits are those of a model, and its text names it. */
function actionForTooMany({ headers, model, json }: KeyError, message: string): KeyAction | null {
  if (TOO_LARGE.test(message) || isFlexFull(errorIn(json))) return null;
  const { retryAfterMs, usedUpMs, areStated } = headers.rateLimits;
  const waitMs = retryAfterMs ?? waitInText(message) ?? (usedUpMs > 0 ? usedUpMs : null);
  const isOfModel = areStated || (model !== '' && message.includes(model));
  return { kind: 'pause', scope: isOfModel ? 'model' : 'key', waitMs };
}
