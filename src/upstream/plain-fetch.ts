import { EncodedAnswerError, type HttpAnswer, LargeAnswerError, sendRequest } from '../http/send-request.ts';

/** A month of usage of an organization is some hundred kilobytes a page. */
const MAX_BYTES = 16 * 1024 * 1024;
/** No client repeats a request after it. */
const UNSUPPORTED_MEDIA_TYPE = 415;

/**
 * The `fetch` of the provider's SDK, for texts. It decodes nothing, and follows no redirect, so that the key goes to no
 * other server. An answer that cannot be read becomes an error status of our own.
 */
export async function plainFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { method, url, headers, signal } = new Request(input, init);
  const body = typeof init.body === 'string' ? init.body : undefined;
  const request = {
    method,
    url: new URL(url),
    headers: Object.fromEntries(headers),
    body,
    signal,
    maxBytes: MAX_BYTES,
  };
  try {
    const answer = await sendRequest(request);
    if (answer.status >= 300 && answer.status < 400) throw new Error('a redirect');
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: headersFor(answer) });
  } catch (error) {
    const isUnreadable = error instanceof EncodedAnswerError || error instanceof LargeAnswerError;
    if (isUnreadable) return new Response(null, { status: UNSUPPORTED_MEDIA_TYPE });
    throw error;
  }
}

/** The headers that the SDK reads. */
function headersFor({ headers }: HttpAnswer): Headers {
  const kept = new Headers();
  for (const name of ['content-type', 'retry-after', 'x-should-retry']) {
    const value = headers[name];
    if (typeof value === 'string') kept.set(name, value);
  }
  return kept;
}
