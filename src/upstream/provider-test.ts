import type { Pool } from 'undici';
import { isEncoded } from '../http/content-encoding.ts';
import { isObject } from './json/json-object.ts';

/** What came of one cheap request, as far as the owner can do something about it. */
export type ProviderTestOutcome =
  | 'listed'
  /** Nothing listens there, or the name leads nowhere. */
  | 'unreachable'
  | 'unknown_host'
  | 'timeout'
  | 'tls'
  /** Something else than HTTP, or a connection that breaks off. */
  | 'no_http'
  | 'key_refused'
  | 'rate_limited'
  | 'redirect'
  | 'not_found'
  | 'server_error'
  /** A page, or JSON that is no list of models. */
  | 'not_openai';

/** Nothing of what the provider wrote is in it but the ids of models. */
export interface ProviderTest {
  readonly outcome: ProviderTestOutcome;
  /** null: no answer came. */
  readonly status: number | null;
  /** null unless it lists them. */
  readonly models: readonly string[] | null;
}

/** The owner waits for it. */
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** GET /models: it costs nothing, holds no place of a model server, and every kind of server has it. Never rejects. */
export async function testProvider(
  pool: Pool,
  request: { path: string; headers: Readonly<Record<string, string>> },
): Promise<ProviderTest> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const {
      statusCode: status,
      headers,
      body,
    } = await pool.request({
      ...{ method: 'GET', path: request.path, headers: { ...request.headers }, signal },
    });
    // Nobody else listens once it is destroyed.
    body.on('error', () => {});
    if (status !== 200 || isEncoded(headers)) {
      body.destroy();
      return { outcome: status === 200 ? 'not_openai' : outcomeOf(status), status, models: null };
    }
    const models = readIds(await readText(body));
    return { outcome: models === null ? 'not_openai' : 'listed', status, models };
  } catch (error) {
    return { outcome: signal.aborted ? 'timeout' : failureOf(codeOf(error)), status: null, models: null };
  }
}

function outcomeOf(status: number): ProviderTestOutcome {
  if (status === 401 || status === 403) return 'key_refused';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'server_error';
  return status >= 300 && status < 400 ? 'redirect' : 'not_found';
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL']);
const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL']);
/** Node's names for certificates that it does not believe, and OpenSSL's for handshakes that fail. */
const TLS = /CERT|^ERR_(?:TLS|SSL)|SELF_SIGNED|UNABLE_TO_|^EPROTO$|^HOSTNAME_MISMATCH$/;

function failureOf(code: string): ProviderTestOutcome {
  if (UNREACHABLE.has(code)) return 'unreachable';
  if (UNKNOWN_HOST.has(code)) return 'unknown_host';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  return TLS.test(code) ? 'tls' : 'no_http';
}

/** Where several addresses were tried, the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** '' when it is longer than any list of models. */
async function readText(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BYTES) return '';
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readIds(text: string): string[] | null {
  try {
    const list: unknown = JSON.parse(text);
    if (!isObject(list) || !Array.isArray(list.data)) return null;
    return list.data.filter(isObject).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  } catch {
    return null;
  }
}
