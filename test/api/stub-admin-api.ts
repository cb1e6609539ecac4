import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export const ADMIN_KEY = 'sk-admin-TheAdminKeyOfTheOwner0123456789';
const MS_PER_DAY = 86_400_000;

export interface DayOfModel {
  readonly day: string;
  readonly model: string;
  readonly input_tokens?: number;
  readonly characters?: number;
  readonly output_tokens?: number;
  readonly input_cached_tokens?: number;
  readonly num_model_requests: number;
  readonly service_tier?: string;
}

export interface AdminRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly method: string;
  readonly body: string;
}

/** OpenAI's admin API in its documented shapes: daily buckets, in pages. */
export interface AdminApi {
  readonly url: string;
  readonly requests: readonly AdminRequest[];
  completions: DayOfModel[];
  embeddings: DayOfModel[];
  moderations: DayOfModel[];
  /** null: the list is closed. */
  speeches: DayOfModel[] | null;
  /** USD per day; a day that is not there has an empty bucket, and null has none. */
  costs: Record<string, number | null>;
  daysPerPage: number;
  /** The hard limit of its one project: cents of a month, and how the provider stands to it; null: none. */
  projectLimit: { cents: unknown; status?: string; currency?: string } | null;
  /** Instead of every answer. */
  trouble: { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> } | null;
}

/** Other fields of OpenAI's answers, which must not be shown. */
export const PROJECT_ID = 'proj_Secret0Project';
export const ACCOUNT_WORDS = ['org-Secret0Organization', PROJECT_ID, 'key_Secret0Key', 'user-Secret0User'];
const [ORGANIZATION, PROJECT, KEY_ID, USER] = ACCOUNT_WORDS;

export async function startAdminApi(): Promise<AdminApi> {
  const requests: AdminRequest[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://admin');
    const sent = { method: request.method ?? '', body: await text(request) };
    requests.push({ path: pathname, query: searchParams, headers: request.headers, ...sent });
    const { status, body, headers } =
      api.trouble ??
      answerAboutProject(api, pathname, sent, request.headers.authorization) ??
      answerTo(api, pathname, searchParams, request.headers.authorization);
    response.writeHead(status, {
      'content-type': 'application/json',
      'openai-organization': ORGANIZATION,
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const api: AdminApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    completions: [],
    embeddings: [],
    moderations: [],
    speeches: [],
    costs: {},
    daysPerPage: 7,
    projectLimit: null,
    trouble: null,
  };
  return api;
}

interface ScriptedAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** null: the request is about something else. */
function answerAboutProject(
  api: AdminApi,
  path: string,
  { method, body }: { readonly method: string; readonly body: string },
  authorization = '',
): ScriptedAnswer | null {
  if (!path.startsWith('/v1/organization/projects/')) return null;
  if (authorization !== `Bearer ${ADMIN_KEY}`) return refused(401, 'Incorrect API key provided');
  const [project, what] = path.replace('/v1/organization/projects/', '').split('/');
  if (project !== PROJECT_ID) return refused(404, 'No such project');
  if (what === undefined)
    return { status: 200, body: { object: 'organization.project', id: PROJECT_ID, name: 'class' } };
  if (what !== 'spend_limit') return refused(404, `there is no ${path}`);
  if (method === 'POST') {
    const { threshold_amount, currency, interval } = JSON.parse(body);
    if (!(threshold_amount >= 1) || currency !== 'USD' || interval !== 'month') return refused(400, 'a bad limit');
    api.projectLimit = { cents: threshold_amount };
  }
  if (api.projectLimit === null) return refused(404, 'No spend limit');
  const { cents: threshold_amount, status = 'inactive', currency = 'USD' } = api.projectLimit;
  const limit = {
    object: 'project.spend_limit',
    threshold_amount,
    currency,
    interval: 'month',
    enforcement: { status },
  };
  return { status: 200, body: limit };
}

function answerTo(api: AdminApi, path: string, query: URLSearchParams, authorization = ''): ScriptedAnswer {
  if (authorization !== `Bearer ${ADMIN_KEY}`) return refused(401, 'Incorrect API key provided');
  const start = Number(query.get('start_time'));
  const end = Number(query.get('end_time'));
  if (!(start > 0 && end > start) || query.get('bucket_width') !== '1d') return refused(400, 'a bad query');
  const days = Array.from({ length: (end - start) / 86_400 }, (_, n) => utcDay(start * 1000 + n * MS_PER_DAY));
  const resultsOf = {
    '/v1/organization/usage/completions': usage(api.completions, 'completions', query),
    '/v1/organization/usage/embeddings': usage(api.embeddings, 'embeddings', query),
    '/v1/organization/usage/moderations': usage(api.moderations, 'moderations', query),
    '/v1/organization/usage/audio_speeches':
      api.speeches === null ? undefined : usage(api.speeches, 'audio_speeches', query),
    '/v1/organization/costs': costs(api),
  }[path];
  if (resultsOf === undefined) return refused(404, `there is no ${path}`);
  const answered = days.filter((day) => !(path.endsWith('/costs') && api.costs[day] === null));
  const first = Number(query.get('page')?.replace('page_', '') ?? 0);
  const more = first + api.daysPerPage < answered.length;
  const data = answered.slice(first, first + api.daysPerPage).map((day) => ({
    object: 'bucket',
    start_time: Date.parse(day) / 1000,
    end_time: Date.parse(day) / 1000 + 86_400,
    results: resultsOf(day),
  }));
  const next_page = more ? `page_${first + api.daysPerPage}` : null;
  return { status: 200, body: { object: 'page', data, has_more: more, next_page } };
}

function usage(rows: readonly DayOfModel[], kind: string, query: URLSearchParams) {
  const byModel = query.getAll('group_by[]').includes('model');
  return (wanted: string) =>
    rows
      .filter(({ day }) => day === wanted)
      .map(({ day: _day, model, ...counts }) => ({
        object: `organization.usage.${kind}.result`,
        ...counts,
        model: byModel ? model : null,
        ...{ project_id: PROJECT, api_key_id: KEY_ID, user_id: USER, batch: null },
      }));
}

function costs(api: AdminApi) {
  return (day: string) => {
    const value = api.costs[day] ?? 0;
    if (value === 0) return [];
    const amount = { value, currency: 'usd' };
    return [
      {
        object: 'organization.costs.result',
        amount,
        line_item: null,
        project_id: PROJECT,
        organization_id: ORGANIZATION,
      },
    ];
  };
}

export function refused(status: number, text: string): ScriptedAnswer {
  const message = `${text}: ${ADMIN_KEY.slice(0, 12)} of ${ACCOUNT_WORDS.join(', ')}`;
  return { status, body: { error: { message, type: 'x', code: null, param: null } } };
}

function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
