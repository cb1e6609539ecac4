import type { Pool } from 'undici';
import { isEncoded } from '../http/content-encoding.ts';
import { isObject } from './json/json-object.ts';
import type { KeyRefused, ListedModel } from './upstream.ts';

/** A list of models is some tens of kilobytes; more is not read. */
const MAX_BYTES = 4 * 1024 * 1024;
/** From the request to the last byte; a server that drips would otherwise hold up whoever asks. */
const MAX_READ_MS = 30_000;
const DAY = /^\d{4}-\d{2}-\d{2}/;

/** GET /models, with a shutdown date where the provider gives one; null after any other error than a refused key. */
export async function listModels(
  pool: Pool,
  request: { path: string; headers: Record<string, string> },
): Promise<ListedModel[] | KeyRefused | null> {
  try {
    const { statusCode, headers, body } = await pool.request({
      method: 'GET',
      ...request,
      signal: AbortSignal.timeout(MAX_READ_MS),
    });
    if (isEncoded(headers)) {
      body.on('error', () => {}).destroy();
      return statusCode === 401 || statusCode === 403 ? { keyRefused: statusCode } : null;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_BYTES) return null;
      chunks.push(chunk as Buffer);
    }
    if (statusCode === 401 || statusCode === 403) return { keyRefused: statusCode };
    return statusCode === 200 ? readModels(JSON.parse(Buffer.concat(chunks).toString('utf8'))) : null;
  } catch {
    return null;
  }
}

function readModels(list: unknown): ListedModel[] | null {
  if (!isObject(list) || !Array.isArray(list.data)) return null;
  return list.data.filter(isObject).flatMap(({ id, shutdown_date: date }) => {
    if (typeof id !== 'string') return [];
    return [{ id, shutdownDate: typeof date === 'string' ? (DAY.exec(date)?.[0] ?? null) : null }];
  });
}
