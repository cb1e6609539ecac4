import type OpenAI from 'openai';
import type { BillError } from '../ledger/reconciliation.ts';
import { plainFetch } from './plain-fetch.ts';
import type { UpstreamKey } from './upstream-key.ts';

export interface AdminAccount {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** An admin key: the key that calls are made with may see neither a bill nor a limit. */
  readonly adminKey: UpstreamKey;
}

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_RETRIES = 2;

/** A client of the provider's admin API. The SDK is loaded when it is used. It gets every option, so that it reads none from the environment. */
export async function adminClient({ baseUrl, adminKey }: AdminAccount): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({
    adminAPIKey: adminKey.reveal(),
    apiKey: null,
    baseURL: baseUrl,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    timeout: REQUEST_TIMEOUT_MS,
    maxRetries: MAX_RETRIES,
    fetch: plainFetch,
  });
}

/** An answer of the admin API is not in the expected format: every value is checked. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
}

/** Read from the status alone: messages and bodies name the organization, the project and the key. */
export function adminErrorOf(error: unknown): BillError {
  if (error instanceof UnexpectedAnswerError) return 'unexpected';
  const status = adminErrorStatus(error);
  if (status === 401 || status === 403) return 'key_refused';
  if (status === 429) return 'rate_limited';
  return status !== null && status < 500 ? 'unexpected' : 'unreachable';
}

/** null: there was no answer. */
export function adminErrorStatus(error: unknown): number | null {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : null;
}
