import type { IncomingMessage } from 'node:http';
import {
  EncodedAnswerError,
  type HttpAnswer,
  LargeAnswerError,
  openAnswer,
  sendRequest,
} from '../http/send-request.ts';
import type { Language } from '../language/languages.ts';
import { type ApiAccess, refusal, type Server, unreachable } from './answer-errors.ts';
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
  /** @param withinMs for what takes the server long */
  readonly send: <Answer>(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    body: object,
    withinMs?: number,
  ) => Promise<Answer>;
  /** POSTs a file as it is. */
  readonly upload: <Answer>(path: string, query: Query, file: Buffer, contentType: string) => Promise<Answer>;
  readonly remove: (path: string) => Promise<void>;
  /** Follows the cursor until the end, or until `limit` items. */
  readonly list: <Item>(path: string, query?: Query, limit?: number) => Promise<Listing<Item>>;
  readonly csv: (path: string, query?: Query) => Promise<string>;
  /** An answer of any length, piece by piece. @throws CliError also when it breaks off */
  readonly download: (path: string, query: Query, take: (chunk: Buffer) => Promise<void>) => Promise<void>;
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
  readonly accept?: 'text/csv' | '*/*';
  readonly withinMs?: number | undefined;
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
    send: (method, path, body, withinMs) => json({ method, path, body, withinMs }),
    upload: (path, query, body, contentType) => json({ method: 'POST', path, query, body, contentType }),
    remove: async (path) => {
      await ask({ method: 'DELETE', path });
    },
    list: (path, query, limit) => followCursor(get, path, query ?? {}, limit ?? Number.POSITIVE_INFINITY),
    csv: (path, query) => ask({ method: 'GET', path, query, accept: 'text/csv' }),
    download: (path, query, take) => download(server, { method: 'GET', path, query, accept: '*/*' }, take),
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

async function send(server: Server, request: ApiRequest): Promise<HttpAnswer> {
  const withinMs = request.withinMs ?? ANSWER_WITHIN_MS;
  return exchange(server, withinMs, () =>
    sendRequest({
      ...requestFor(server, request),
      signal: AbortSignal.timeout(withinMs),
      maxBytes: MAX_ANSWER_BYTES,
    }),
  );
}

/** No limit on the whole, but on each silence. */
async function download(server: Server, request: ApiRequest, take: (chunk: Buffer) => Promise<void>): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new DOMException('', 'TimeoutError')), ANSWER_WITHIN_MS);
  try {
    await exchange(server, ANSWER_WITHIN_MS, async () => {
      const answer = await openAnswer({ ...requestFor(server, request), signal: silence.signal });
      const { statusCode = 0 } = answer;
      if (statusCode !== 200) throw refusal(server, statusCode, await textOf(answer));
      for await (const chunk of answer) {
        timer.refresh();
        await take(chunk as Buffer);
      }
    });
  } finally {
    clearTimeout(timer);
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function requestFor({ base, access, t }: Server, request: ApiRequest) {
  const { secret, language } = access;
  // Node's own error for such a header does not say what to do.
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new CliError(EXIT.notSignedIn, t.badToken);
  }
  return {
    url: addressOf(base, request),
    method: request.method,
    headers: {
      authorization: `Bearer ${secret}`,
      accept: request.accept ?? 'application/json',
      'accept-language': language,
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    },
    body: bodyOf(request),
  };
}

/** @throws CliError for what goes wrong between here and the server */
async function exchange<Answer>({ base, t }: Server, withinMs: number, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (error instanceof EncodedAnswerError) throw new CliError(EXIT.unexpected, t.compressed(base));
    if (error instanceof LargeAnswerError) throw new CliError(EXIT.unexpected, t.notJigap(base));
    throw unreachable(base, error, withinMs, t);
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
