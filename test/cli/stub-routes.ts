import type { ArchivedJson, RunningClassJson } from '../../src/api/archive-routes.ts';
import type { AuditJson } from '../../src/api/audit-json.ts';
import type { BackupJson, BackupsJson } from '../../src/api/backup-routes.ts';
import type { CheckJson } from '../../src/api/check-routes.ts';
import type { MadeClaimLinkJson } from '../../src/api/claim-link-json.ts';
import type { ClassJson } from '../../src/api/class-json.ts';
import type { IncidentJson } from '../../src/api/incident-json.ts';
import type { ProjectLimitJson } from '../../src/api/project-limit-routes.ts';
import type { ReconciliationJson } from '../../src/api/reconciliation-schemas.ts';
import type { RecordJson } from '../../src/api/record-json.ts';
import type { RefusalJson } from '../../src/api/refusal-routes.ts';
import type { RosterJson } from '../../src/api/roster-json.ts';
import type { SignInLinkJson } from '../../src/api/sign-in-link-routes.ts';
import type { StudentJson } from '../../src/api/student-json.ts';
import type { IssuedTokenJson, TokenJson } from '../../src/api/token-json.ts';
import type { UsageJson, UsageSumsJson } from '../../src/api/usage-json.ts';
import type { CallCostJson } from '../../src/gateway/call-cost.ts';
import type { DryRunJson } from '../../src/gateway/dry-run.ts';
import type { MeJson } from '../../src/gateway/me.ts';
import type { BudgetJson } from '../../src/ledger/budget-json.ts';
import { ofMoney } from '../support/budget-units.ts';
import { JOIN_ROUTES } from './stub-join-routes.ts';
import { DISCOVERY, MODELS, REFUSED_MODELS } from './stub-models.ts';
import { MONEY_ROUTES } from './stub-money-routes.ts';
import { NOTICE_CHANNEL_ROUTES } from './stub-notice-channels.ts';
import { NOTICE, SETTINGS } from './stub-notices.ts';
import { PROVIDER_ROUTES } from './stub-providers.ts';

export interface StubRoute {
  readonly body?: unknown;
  readonly csv?: string;
  readonly status?: number;
  /** The query parameters and body fields that the contract allows. */
  readonly takes?: readonly string[];
}

const WEEK: BudgetJson = ofMoney({
  id: 4,
  scope: 'student',
  scope_id: 12,
  period: 'week',
  limit_usd: 0.5,
  carry_over: false,
  carried_usd: 0,
  spent_usd: 0.12,
  held_usd: 5e-7,
  available_usd: 0.3799995,
  period_start: '2026-11-22T15:00:00.000Z',
  resets_at: '2026-11-29T15:00:00.000Z',
  source: 'own',
});
const MONTH: BudgetJson = {
  ...WEEK,
  id: null,
  scope: 'wallet',
  scope_id: null,
  period: 'month',
  limit: 5,
  limit_usd: 5,
  source: 'default',
};

const ALWAYS_OPEN = {
  ...{ state: 'open', opening: 'always', weekly_hours: [], lesson_sessions: [] },
  ...{ paused_at: null, open_until: null, next_opening_at: null },
} satisfies Partial<ClassJson>;

const BACKUP_BYTES = 'the bytes of a backup';
const BACKUP: BackupJson = {
  name: 'jigap-20261126T000000000Z-owner.db',
  bytes: BACKUP_BYTES.length,
  made_at: '2026-11-26T00:00:00.000Z',
  made_by: 'owner',
};

const LESSON_NOW: Partial<ClassJson> = {
  opening: 'lessons',
  weekly_hours: [{ weekday: 'mon', from: '12:00', to: '12:50' }],
  lesson_sessions: [
    {
      ...{ day: '2026-11-25', from: '10:00', to: '11:00' },
      ...{ starts_at: '2026-11-25T01:00:00.000Z', ends_at: '2026-11-25T02:00:00.000Z' },
    },
  ],
  ...{ open_until: '2026-11-23T03:50:00.000Z', next_opening_at: '2026-11-25T01:00:00.000Z' },
};

export const CLASS: ClassJson = {
  id: 1,
  name: '자료구조',
  time_zone: 'Asia/Seoul',
  language: 'ko',
  owner_title: '교수님',
  starts_on: '2026-09-01',
  ends_on: null,
  allowed_models: ['gpt-3.5-turbo'],
  rules: 'Be kind.\nAsk first.',
  requests_per_minute: null,
  calls_in_flight: null,
  student_requests_per_minute: 20,
  student_calls_in_flight: null,
  ...{ falls_back: true, shares_answers: false, uses_flex: true },
  instructions: 'Answer in Korean.\nBriefly.',
  instructions_max_usd: 0.000032,
  join_code: 'K7M2-Q9XP',
  join_link: null,
  join_places: 3,
  join_mode: 'open',
  ...ALWAYS_OPEN,
  takes_money_requests: true,
  budgets: [{ ...WEEK, id: 2, scope: 'class', scope_id: 1, period: 'month', limit: 10, limit_usd: 10 }],
  student_budgets: [ofMoney({ period: 'week', limit_usd: 0.5, carry_over: false })],
  warnings: [
    {
      ...{ code: 'students_exceed_budget', scope: 'class', period: 'month' },
      ...ofMoney({ limit_usd: 10, together: 60.5, students_usd: 60.5, students: 30 }),
    },
  ],
  archived_at: null,
  created_at: '2026-09-01T00:00:00.000Z',
};

const FORGOTTEN = { students: 30, is_cleaned: true, is_dry_run: false };
const REMOVAL = { students: 30, api_tokens: 28, calls_in_flight: 3, failed: [], is_dry_run: false };
const RUNNING: RunningClassJson = {
  ...{ students: 30, api_tokens: 28, claim_links: 2, join_requests: 1, calls_in_flight: 3 },
};
const ARCHIVED: ArchivedJson = {
  class: { ...CLASS, archived_at: '2026-12-21T00:00:00.000Z' },
  ...{ students: 30, revoked_tokens: 28, revoked_claim_links: 2, closed_join_requests: 1, closed_money_requests: 0 },
};

export const MADE_LINK: MadeClaimLinkJson = {
  student_id: 12,
  name: '=김지우',
  student_number: '20261000',
  email: 'kim@school.example',
  code: '7k2m9qxp7k2m9qxp7k2m9qxp7k2m',
  link: null,
  expires_at: '2026-12-07T15:00:00.000Z',
  is_mailed: false,
};

export const STUDENT: StudentJson = {
  id: 12,
  name: '김지우',
  student_number: null,
  class_id: 1,
  email: null,
  note: null,
  suspended: false,
  suspended_at: null,
  budgets: [WEEK],
  claim_link: null,
  created_at: '2026-09-01T00:00:00.000Z',
};

export const ROSTER: RosterJson = {
  applied: false,
  columns: ['name', 'student_number'],
  added: [
    {
      line: 2,
      name: '김지우',
      student_number: '20261000',
      email: null,
      note: null,
      student_id: null,
      has_namesake: true,
    },
  ],
  changed: [{ line: 3, student_id: 12, name: '김지우', changes: { note: 'auditor' } }],
  unchanged: 28,
  twins: [],
  problems: [],
};

const TOKEN: TokenJson = {
  id: 7,
  student_id: 12,
  prefix: 'jgp_7k2m9',
  label: 'laptop',
  created_at: '2026-11-01T00:00:00.000Z',
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};
export const NEW_SECRET = 'jgp_7k2m9zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz';
export const ISSUED: IssuedTokenJson = { ...TOKEN, token: NEW_SECRET, base_url: null };

const SUMS: UsageSumsJson = {
  requests: 2,
  input_tokens: 30,
  cached_input_tokens: 0,
  output_tokens: 12,
  cost_usd: 0.000012345,
};
const INCIDENT: IncidentJson = {
  id: 3,
  kind: 'uncertain',
  request_id: 91,
  student_id: 12,
  charged_usd: 0.002,
  refunded_usd: 0,
  detail: 'the upstream hung up',
  crash_at: null,
  created_at: '2026-11-20T01:02:03.000Z',
  closed_at: null,
};
const CALL: RecordJson = {
  id: 91,
  student_id: 12,
  student_name: '김지우',
  class_name: '자료구조',
  class_id: 1,
  token_id: 7,
  endpoint: 'chat.completions',
  model: 'gpt-3.5-turbo',
  served_model: 'gpt-6-luna',
  price: 'gpt-6-luna@2026-09-01',
  input_tokens: 10,
  cached_input_tokens: 0,
  cache_write_tokens: 0,
  output_tokens: 5,
  images: 0,
  held_usd: 0.001,
  cost_usd: 1e-9,
  refunded_usd: 0,
  saved_usd: 0,
  outcome: 'ok',
  started_at: '2026-11-20T01:02:03.000Z',
  duration_ms: 812,
  first_byte_ms: 90,
};
const REFUSAL: RefusalJson = {
  id: 92,
  at: '2026-11-20T01:02:04.000Z',
  student_id: 12,
  student_name: '김지우',
  class_name: '자료구조',
  class_id: 1,
  token_id: 7,
  model: 'gpt-3.5-turbo',
  endpoint: 'chat',
  reason: 'moneySpent',
  status: 402,
  times: 3,
};
export const NEW_OWNER_TOKEN = 'jgo_1111111111111111111111111111111111111111';
export const ME: MeJson = {
  student: { id: 12, name: '김지우' },
  class: {
    id: 1,
    name: '자료구조',
    language: 'ko',
    time_zone: 'Asia/Seoul',
    starts_on: null,
    ends_on: null,
    rules: null,
    instructions: null,
    ...ALWAYS_OPEN,
  },
  limits: {
    ...{ requests_per_minute: 20, calls_in_flight: 16 },
    ...{ class_requests_per_minute: 300, class_calls_in_flight: null },
  },
  token: { prefix: 'jgp_01234', label: null, expires_at: null },
  standing: 'good',
  models: ['gpt-3.5-turbo'],
  budgets: [WEEK, MONTH],
  top_ups: [],
  budget_notices: [{ period: 'week', unit: 'money', selector: null, percent: 80 }],
  money_requests: { may_ask: true, why_not: null, next_at: null, max_usd: 2, data: [] },
  shared_money: 'low',
  usage: [{ day: '2026-11-20', ...SUMS }],
};
const CHANGE: AuditJson = {
  id: 5,
  at: '2026-11-20T01:02:03.000Z',
  actor: 'owner',
  action: 'budget.set',
  subject: 'student 12',
  before: { period: 'week', limit_usd: 0.25 },
  after: { period: 'week', limit_usd: 0.5 },
};

export const CHECK: CheckJson = { ok: true, balances: 3, records: 12, holds: 1, faults: [] };
const COUNTS = { requests: 2, input_tokens: 3000, cached_input_tokens: 0, output_tokens: 1200, cost_usd: 0.003 };
export const RECONCILIATION: ReconciliationJson = {
  from: '2026-11-16',
  to: '2026-11-22',
  threshold_percent: 2,
  within: true,
  worst: { day: '2026-11-22', model: 'gpt-6-luna', of: 'tokens', percent: 0.24, within: true },
  data: [
    {
      day: '2026-11-22',
      model: 'gpt-6-luna',
      ours: { ...COUNTS, unmeasured: 1 },
      theirs: { ...COUNTS, input_tokens: 3010 },
      drift_tokens: 10,
      drift_tokens_percent: 0.24,
      drift_usd: 0.000005,
      drift_usd_percent: 0.17,
      within: true,
    },
  ],
  days: [{ day: '2026-11-22', ours_usd: 0.003, billed_usd: null, drift_usd: null, drift_percent: 0, within: true }],
};

const CALL_COST: CallCostJson = {
  request_id: 'req_0123456789abcdef0123456789abcdef',
  status: 'ended',
  endpoint: 'chat',
  model: 'gpt-3.5-turbo',
  served_model: 'gpt-6-luna',
  started_at: '2026-11-20T01:02:03.000Z',
  held_usd: 0,
  cost_usd: 0.000012345,
  refunded_usd: 0,
  input_tokens: 10,
  cached_input_tokens: 0,
  output_tokens: 5,
  images: 0,
  outcome: 'hung_up',
  duration_ms: 812,
};
export const DRY_RUN: DryRunJson = {
  object: 'dry_run',
  endpoint: 'chat',
  model: 'gpt-3.5-turbo',
  served_model: 'gpt-6-luna',
  input_tokens_bound: 40,
  max_tokens: 4096,
  answers: 1,
  worst_case_usd: 0.0061234,
  fits: false,
  short_budget: ofMoney({
    scope: 'student',
    period: 'week',
    why: 'spent',
    limit_usd: 0.5,
    available_usd: 0.001,
    resets_at: '2026-11-29T15:00:00.000Z',
  }),
};
export const SIGN_IN_LINK: SignInLinkJson = {
  path: '/dashboard/sign-in/link/0123456789abcdef',
  url: null,
  expires_at: '2026-11-26T09:10:00.000Z',
};
const PROJECT_LIMIT: ProjectLimitJson = {
  ...{ limit_usd: 4, is_reached: false, wallet_usd: 5, state: 'low', suggested_usd: 5 },
  read_at: '2026-11-26T09:00:00.000Z',
};
const page = (...data: unknown[]) => ({ data, next_cursor: null });
const PAGED = ['limit', 'cursor'];
const CLASS_FIELDS = [
  'owner_title',
  ...['join_places', 'join_mode', 'takes_money_requests'],
  ...['requests_per_minute', 'calls_in_flight', 'student_requests_per_minute', 'student_calls_in_flight'],
  ...['falls_back', 'shares_answers', 'uses_flex'],
  'instructions',
  ...['opening', 'weekly_hours'],
  ...['name', 'time_zone', 'language', 'starts_on', 'ends_on', 'allowed_models', 'rules', 'budgets', 'student_budgets'],
];
const STUDENT_FIELDS = ['name', 'student_number', 'class_id', 'email', 'note', 'suspended', 'budgets'];

/** The contract between src/api and src/cli; the real API is tested against the same shapes elsewhere. */
export const ROUTES: Readonly<Record<string, StubRoute>> = {
  'POST /api/classes': { status: 201, body: CLASS, takes: CLASS_FIELDS },
  'GET /api/classes': { body: page(CLASS), takes: [...PAGED, 'search', 'sort', 'state'] },
  'GET /api/classes/1': { body: CLASS },
  'PATCH /api/classes/1': { body: CLASS, takes: CLASS_FIELDS },
  'DELETE /api/classes/1': { status: 204 },
  'GET /api/classes/1/archive': { body: RUNNING },
  'POST /api/classes/1/archive': { body: ARCHIVED },
  'POST /api/classes/1/remove-students': { body: REMOVAL, takes: ['students', 'confirm_students', 'dry_run'] },
  'POST /api/classes/1/forget': { body: FORGOTTEN, takes: ['dry_run'] },
  'POST /api/students/12/forget': { body: FORGOTTEN, takes: ['dry_run'] },
  'POST /api/classes/1/reopen': { body: CLASS },
  'POST /api/classes/1/copy': { status: 201, body: CLASS, takes: ['name', 'starts_on', 'ends_on'] },
  'POST /api/classes/1/open': { body: { ...CLASS, ...LESSON_NOW }, takes: ['minutes'] },
  'POST /api/classes/1/close': { body: CLASS },
  'POST /api/classes/1/pause': { body: { ...CLASS, state: 'paused', paused_at: '2026-11-23T03:00:00.000Z' } },
  'POST /api/classes/1/resume': { body: CLASS },
  'POST /api/classes/pause': { body: { changed: 2 } },
  'POST /api/classes/resume': { body: { changed: 1 } },
  'POST /api/classes/1/lesson-sessions': {
    ...{ status: 201, body: { ...CLASS, ...LESSON_NOW } },
    takes: ['day', 'from', 'to'],
  },
  'DELETE /api/classes/1/lesson-sessions/2026-11-30T10:00': { status: 204 },
  'POST /api/classes/1/join-code': { body: { ...CLASS, join_code: 'AAAA-2222' } },
  'GET /api/classes/1/join-message': { body: { text: '[DS]\n1. Open\u001b[31m this link.', is_open: false } },
  'POST /api/students': { status: 201, body: STUDENT, takes: STUDENT_FIELDS },
  'GET /api/students': { body: page(STUDENT), takes: [...PAGED, 'class_id', 'name', 'search', 'state', 'sort'] },
  'GET /api/students/12': { body: STUDENT },
  'POST /api/classes/1/roster': { body: ROSTER, takes: ['dry_run', 'twins'] },
  ...JOIN_ROUTES,
  ...NOTICE_CHANNEL_ROUTES,
  ...MONEY_ROUTES,
  'GET /api/pseudonyms/0123456789abcdef0123456789abcdef': {
    body: { pseudonym: '0123456789abcdef0123456789abcdef', student_id: 12, name: '김지우', removed: true },
  },
  'PATCH /api/students/12': { body: STUDENT, takes: STUDENT_FIELDS },
  'DELETE /api/students/12': { status: 204 },
  'POST /api/classes/1/claim-links': { status: 201, body: { data: [MADE_LINK] }, takes: ['students', 'days', 'mail'] },
  'DELETE /api/classes/1/claim-links': { body: { revoked: 1 } },
  'POST /api/students/12/claim-link': { status: 201, body: MADE_LINK, takes: ['days', 'mail'] },
  'DELETE /api/students/12/claim-link': { body: { revoked: 1 } },
  'POST /api/students/12/tokens': { status: 201, body: ISSUED, takes: ['label', 'expires_at'] },
  'POST /api/classes/1/tokens': {
    status: 201,
    body: {
      issued: [{ ...ISSUED, student_name: '김지우', student_number: '20260001' }],
      skipped_student_ids: [13, 14],
    },
    takes: ['label', 'expires_at'],
  },
  'GET /api/students/12/tokens': { body: page(TOKEN), takes: PAGED },
  'DELETE /api/tokens/7': { status: 204 },
  'POST /api/tokens/7/rotate': { status: 201, body: ISSUED, takes: ['grace_seconds', 'label', 'expires_at'] },
  'GET /api/budgets': { body: page(MONTH, WEEK), takes: [...PAGED, 'scope', 'scope_id'] },
  'PUT /api/budgets': {
    body: { ...WEEK, hints: [] },
    takes: ['scope', 'scope_id', 'period', 'unit', 'selector', 'limit', 'limit_usd', 'carry_over'],
  },
  'DELETE /api/budgets/4': { status: 204 },
  'GET /api/usage': {
    body: {
      from: '2026-10-25',
      to: '2026-11-23',
      time_zones: ['Asia/Seoul'],
      group_by: 'student',
      data: [
        { key: '12', name: '김지우', ...SUMS },
        { key: '13', name: 'Ann', ...SUMS, cost_usd: 1.5 },
      ],
      total: { ...SUMS, requests: 4, cost_usd: 1.500012345 },
      ...{ shared_requests: 3, saved_usd: 0.25 },
    } satisfies UsageJson,
    csv: 'key,name,requests,input_tokens,cached_input_tokens,output_tokens,cost_usd\r\n12,김지우,2,30,0,12,0.000012345\r\n',
    takes: ['from', 'to', 'group_by', 'student_id', 'class_id'],
  },
  'GET /api/requests': { body: page(CALL), takes: [...PAGED, 'student_id', 'class_id', 'model', 'outcome'] },
  'GET /api/refusals': { body: page(REFUSAL), takes: [...PAGED, 'student_id', 'class_id', 'reason'] },
  'POST /api/incidents/crash': {
    body: { crash_at: '2026-11-20T01:05:00.000Z', closed_incidents: 50, refunded_usd: 1.25 },
    takes: ['crash_at', 'decision', 'expected'],
  },
  'GET /api/incidents': { body: page(INCIDENT), takes: [...PAGED, 'open', 'crash_at'] },
  'POST /api/incidents/3/refund': { body: { ...INCIDENT, refunded_usd: 0.002 }, takes: ['amount_usd'] },
  'POST /api/incidents/3/close': { body: { ...INCIDENT, closed_at: '2026-11-21T00:00:00.000Z' } },
  'GET /api/audit': { body: page(CHANGE), takes: PAGED },
  'POST /api/check': { body: CHECK },
  'POST /api/backups': { body: BACKUP },
  'GET /api/export': {
    // The end of either format: the last line of NDJSON, and the last record of a ZIP.
    body: `{"type":"end",PK\u0005\u0006${'x'.repeat(17)}\n`,
    takes: ['class_id', 'format', 'names', 'language'],
  },
  'GET /api/backups': {
    body: { folder: '/data/backups', made_elsewhere: false, data: [BACKUP], failure: null } satisfies BackupsJson,
  },
  'GET /api/backups/jigap-20261126T000000000Z-owner.db': { body: BACKUP_BYTES },
  'GET /api/support-bundle': { body: '{"product": {"name": "jigap"}}\n' },
  'GET /api/reconciliation': { body: RECONCILIATION, takes: ['from', 'to'] },
  ...PROVIDER_ROUTES,
  'GET /api/project-limit': { body: PROJECT_LIMIT },
  'PUT /api/project-limit': { body: PROJECT_LIMIT, takes: ['limit_usd'] },
  'GET /api/models': { body: MODELS },
  'PATCH /api/models': { body: MODELS, takes: ['allow', 'disallow', 'aliases', 'version'] },
  'DELETE /api/models': { body: MODELS },
  'GET /api/models/refused': { body: REFUSED_MODELS },
  'POST /api/models/discover': { body: DISCOVERY, takes: ['address', 'name'] },
  'GET /api/settings': { body: SETTINGS },
  'PATCH /api/settings': {
    body: SETTINGS,
    takes: ['time_zone', 'muted_notices', 'student_notice_percents', 'forget_after_days'],
  },
  'GET /api/notices': { body: page(NOTICE), takes: [...PAGED, 'kind', 'class_id', 'unread'] },
  'POST /api/notices/read': { body: { read: 1, unread: 0 }, takes: ['up_to'] },
  'POST /api/sign-in-links': { status: 201, body: SIGN_IN_LINK, takes: [] },
  'POST /api/owner-token/rotate': { status: 201, body: { owner_token: NEW_OWNER_TOKEN } },
  'GET /api/me': { body: ME },
  'GET /v1/usage/req_0123456789abcdef0123456789abcdef': { body: CALL_COST },
  'POST /v1/dry-run/chat/completions': { body: DRY_RUN, takes: ['model', 'messages'] },
};
