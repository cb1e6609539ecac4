import { EncodedAnswerError, type HttpAnswer, LargeAnswerError, sendRequest } from '../http/send-request.ts';
import type { Language } from '../language/languages.ts';
import { CLIENT } from './api-client-texts.ts';
import { CliError, EXIT } from './cli-error.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Listing<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

export interface ApiClient {
  /** @throws CliError for every answer that is not a success */
  readonly get: <Answer>(path: string, query?: Query) => Promise<Answer>;
  /** As get, but null where there is no such thing (404). */
  readonly find: <Answer>(path: string) => Promise<Answer | null>;
  readonly send: <Answer>(method: 'POST' | 'PATCH' | 'PUT', path: string, body: object) => Promise<Answer>;
  /** POSTs a file as it is. */
  readonly upload: <Answer>(path: string, query: Query, file: Buffer, contentType: string) => Promise<Answer>;
  readonly remove: (path: string) => Promise<void>;
  /** Follows the cursor until the end, or until `limit` items. */
  readonly list: <Item>(path: string, query?: Query, limit?: number) => Promise<Listing<Item>>;
  readonly csv: (path: string, query?: Query) => Promise<string>;
}

const ANSWER_WITHIN_MS = 30_000;
const MAX_PAGE = 200;
/** A CSV of a term has some megabytes. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Query | undefined;
  /** As it is, or an object as JSON. */
  readonly body?: object | Buffer;
  /** JSON unless given. */
  readonly contentType?: string;
  readonly accept?: 'text/csv';
}

export interface ApiAccess {
  readonly url: string;
  /** The bearer token. */
  readonly secret: string;
  /** What to do when the server refuses it. */
  readonly signIn: string;
  /** Of errors, the server's too. */
  readonly language: Language;
}

interface Server {
  readonly base: string;
  readonly access: ApiAccess;
  readonly t: (typeof CLIENT)[Language];
}

export function apiClient(access: ApiAccess): ApiClient {
  const server = { base: baseAddress(access.url, access.language), access, t: CLIENT[access.language] };
  const ask = async (request: ApiRequest) => {
    const { status, body } = await send(server, request);
    const text = body.toString('utf8');
    if (status < 200 || status > 299) throw refusal(server, status, text);
    return text;
  };
  const json = async <Answer>(request: ApiRequest) => parseAnswer<Answer>(server, await ask(request));

  const get = <Answer>(path: string, query?: Query) => json<Answer>({ method: 'GET', path, query });
  return {
    get,
    find: async <Answer>(path: string) => {
      try {
        return await get<Answer>(path);
      } catch (error) {
        if (error instanceof CliError && error.status === 404) return null;
        throw error;
      }
    },
    send: (method, path, body) => json({ method, path, body }),
    upload: (path, query, body, contentType) => json({ method: 'POST', path, query, body, contentType }),
    remove: async (path) => {
      await ask({ method: 'DELETE', path });
    },
    list: (path, query, limit) => followCursor(get, path, query ?? {}, limit ?? Number.POSITIVE_INFINITY),
    csv: (path, query) => ask({ method: 'GET', path, query, accept: 'text/csv' }),
  };
}

/**
 * Where the API's paths are appended. The students' address (with /v1) is accepted too.
 * @throws CliError for anything but http(s)://host; what it holds is not quoted, it may be a secret in the wrong place
 */
export function baseAddress(url: string, language: Language): string {
  const address = URL.canParse(url) ? new URL(url) : null;
  const plain = address !== null && address.username === '' && address.password === '' && address.search === '';
  if (!plain || !/^https?:$/.test(address.protocol)) {
    throw new CliError(EXIT.usage, CLIENT[language].badAddress);
  }
  return `${address.origin}${address.pathname}`.replace(/(\/v1)?\/*$/, '');
}

async function followCursor<Item>(
  get: (path: string, query: Query) => Promise<Listing<Item>>,
  path: string,
  query: Query,
  limit: number,
): Promise<Listing<Item>> {
  const data: Item[] = [];
  let cursor: string | null = null;
  do {
    const pageSize = Math.min(MAX_PAGE, limit - data.length);
    const page: Listing<Item> = await get(path, { ...query, limit: pageSize, cursor: cursor ?? undefined });
    data.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null && data.length < limit);
  return { data, next_cursor: cursor };
}

async function send({ base, access, t }: Server, request: ApiRequest): Promise<HttpAnswer> {
  const { secret, language } = access;
  // Node's own error for such a header does not say what to do.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new CliError(EXIT.notSignedIn, t.badToken);
  }
  try {
    return await sendRequest({
      url: addressOf(base, request),
      method: request.method,
      headers: {
        authorization: `Bearer ${secret}`,
        accept: request.accept ?? 'application/json',
        'accept-language': language,
        ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
      },
      body: bodyOf(request),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      maxBytes: MAX_ANSWER_BYTES,
    });
  } catch (error) {
    if (error instanceof EncodedAnswerError) throw new CliError(EXIT.unexpected, t.compressed(base));
    if (error instanceof LargeAnswerError) throw new CliError(EXIT.unexpected, t.notJigap(base));
    throw unreachable(base, error, t);
  }
}

function bodyOf({ body }: ApiRequest): string | Buffer | undefined {
  return body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function addressOf(base: string, { path, query }: ApiRequest): URL {
  const address = new URL(base + path);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

function parseAnswer<Answer>({ base, t }: Server, text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new CliError(EXIT.unexpected, t.notJigap(base));
  }
}

function unreachable(base: string, error: unknown, t: Server['t']): CliError {
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  const reason = isLate ? t.noAnswer(ANSWER_WITHIN_MS / 1000) : (causeOf(error) ?? t.connectionFailed);
  return new CliError(EXIT.unreachable, t.unreachable(base, reason));
}

function causeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return 'code' in error ? String(error.code) : error.message;
}

function refusal({ base, access, t }: Server, status: number, text: string): CliError {
  if (status >= 300 && status < 400) {
    return new CliError(EXIT.unexpected, t.redirects(base), status);
  }
  const message = messageIn(text);
  if (status === 401) {
    return new CliError(EXIT.notSignedIn, `${message ?? t.unknownToken}\n${access.signIn}`, status);
  }
  if (status >= 500) return new CliError(EXIT.unexpected, t.serverFailed(status, message ?? t.seeLog));
  return new CliError(EXIT.refused, message ?? t.noReason(base, status), status);
}

/** `{"error": {"message", "param"}}` -> the message; null for any other body. */
function messageIn(text: string): string | null {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown; param?: unknown } };
    const { message, param } = body.error ?? {};
    if (typeof message !== 'string') return null;
    return typeof param === 'string' && !message.includes(param) ? `${message} (${param})` : message;
  } catch {
    return null;
  }
}
