import type OpenAI from 'openai';
import type { BilledDay, BilledUsage, ProviderBill, ReadBill } from '../ledger/reconciliation.ts';
import { type AdminAccount, adminClient, adminErrorOf, UnexpectedAnswerError } from './admin-client.ts';

/** The lists of OpenAI's usage API, of which each counts some endpoints. */
export type UsageList = 'completions' | 'embeddings' | 'moderations' | 'audioSpeeches';

export interface ProviderBillOptions extends AdminAccount {
  /** Only this project's bill; null: the whole organization's. */
  readonly project: string | null;
  readonly usageLists: ReadonlySet<UsageList>;
}

/** All pages of all lists together. */
const MAX_READ_MS = 25_000;
/** Ends a list that would never end. */
const MAX_PAGES = 50;
/** The most daily buckets that the usage lists give at once. */
const DAYS_PER_PAGE = 31;
const MS_PER_DAY = 86_400_000;

/** Reads usage and costs per UTC day from OpenAI's admin API. */
export function providerBill(options: ProviderBillOptions): ReadBill {
  return async (from, to) => {
    try {
      return { bill: await readBill(await adminClient(options), options, from, to) };
    } catch (error) {
      return { unreadable: adminErrorOf(error) };
    }
  };
}

async function readBill(
  client: OpenAI,
  { project, usageLists }: ProviderBillOptions,
  from: string,
  to: string,
): Promise<ProviderBill> {
  const { usage } = client.admin.organization;
  const signal = AbortSignal.timeout(MAX_READ_MS);
  const query = {
    start_time: Date.parse(from) / 1000,
    end_time: (Date.parse(to) + MS_PER_DAY) / 1000,
    bucket_width: '1d' as const,
    limit: DAYS_PER_PAGE,
    ...(project === null ? {} : { project_ids: [project] }),
  };
  const byModel = { ...query, group_by: ['model' as const] };
  // Tiers have other prices.
  const byModelAndTier = { ...query, group_by: ['model' as const, 'service_tier' as const] };
  const [costs, ...lists] = await Promise.all([
    readPages((page) => usage.costs({ ...query, ...page }, { signal })),
    ...[...usageLists].map((list) =>
      readPages((page) =>
        list === 'completions'
          ? usage.completions({ ...byModelAndTier, ...page }, { signal })
          : usage[list]({ ...byModel, ...page }, { signal }),
      ).catch((error: unknown) => noneIfClosed(list, error)),
    ),
  ]);
  return { usage: lists.flat().flatMap(readUsage), days: costs.map(readCharge) };
}

/** OpenAI closes speech on 2027-01-06: a list that it then has no longer must not end the reconciliation of the others. */
function noneIfClosed(list: UsageList, error: unknown): Bucket[] {
  const isClosed = list === 'audioSpeeches' && (error as { readonly status?: unknown } | null)?.status === 404;
  if (isClosed) return [];
  throw error;
}

interface Bucket {
  readonly start_time: number;
  readonly results: readonly object[];
}

interface BucketPage {
  readonly data: readonly Bucket[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

async function readPages(read: (page: { page?: string }) => PromiseLike<BucketPage>): Promise<Bucket[]> {
  const buckets: Bucket[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { data, has_more, next_page }: BucketPage = await read(cursor === null ? {} : { page: cursor });
    if (!Array.isArray(data) || !data.every(({ results }) => Array.isArray(results))) throw new UnexpectedAnswerError();
    buckets.push(...data);
    if (!has_more || next_page === null) return buckets;
    cursor = next_page;
  }
  throw new UnexpectedAnswerError();
}

function readUsage({ start_time, results }: Bucket): BilledUsage[] {
  return results.map((result) => {
    const fields: Readonly<Record<string, unknown>> = { ...result };
    if (typeof fields.model !== 'string') throw new UnexpectedAnswerError();
    return {
      day: utcDayOf(start_time),
      model: fields.model,
      requests: readCount(fields.num_model_requests),
      inputTokens: readCount(fields.input_tokens),
      cachedInputTokens: readCount(fields.input_cached_tokens),
      cacheWriteTokens: readCount(fields.input_cache_write_tokens),
      outputTokens: readCount(fields.output_tokens),
      characters: readCount(fields.characters),
      ...(fields.service_tier === 'flex' ? { isFlex: true } : {}),
    };
  });
}

function readCharge({ start_time, results }: Bucket): BilledDay {
  const amounts = results.map((result) => {
    const { amount }: { amount?: { value?: unknown; currency?: unknown } } = result;
    const value = Number(amount?.value);
    if (!Number.isFinite(value) || String(amount?.currency).toLowerCase() !== 'usd') throw new UnexpectedAnswerError();
    return value;
  });
  return { day: utcDayOf(start_time), usd: amounts.reduce((total, amount) => total + amount, 0) };
}

function utcDayOf(seconds: number): string {
  const start = new Date(seconds * 1000);
  if (Number.isNaN(start.getTime())) throw new UnexpectedAnswerError();
  return start.toISOString().slice(0, 10);
}

/** Missing where a kind of call has no such tokens. */
function readCount(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new UnexpectedAnswerError();
  return Number(value);
}
