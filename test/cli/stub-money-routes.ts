import type { DecisionsJson } from '../../src/api/decisions-json.ts';
import type { MoneyRequestJson } from '../../src/api/money-request-json.ts';
import type { NewTopUpJson, TopUpJson } from '../../src/api/top-up-json.ts';

export const TOP_UP: TopUpJson = {
  ...{ id: 4, scope: 'student', scope_id: 12, amount_usd: 0.5, spent_usd: 0.19, held_usd: 0, left_usd: 0.31 },
  starts_at: '2026-11-23T03:00:00.000Z',
  ends_at: '2026-11-29T15:00:00.000Z',
  reason: '발표 준비',
  withdrawn_at: null,
  is_in_effect: true,
};

const NEW_TOP_UP: NewTopUpJson = { ...TOP_UP, spent_usd: 0, left_usd: 0.5, warnings: [] };

export const MONEY_REQUEST: MoneyRequestJson = {
  ...{ id: 5, student_id: 12, student_name: '김지우', class_id: 1, amount_usd: 0.5, reason: '발표\n준비' },
  created_at: '2026-11-23T03:00:00.000Z',
  expires_at: '2026-12-07T03:00:00.000Z',
  default_until: '2026-11-29T15:00:00.000Z',
};

const DECIDED: DecisionsJson = { done: [5], failed: [] };
const page = (...data: unknown[]) => ({ data, next_cursor: null });

export const MONEY_ROUTES = {
  'GET /api/top-ups': { body: page(TOP_UP), takes: ['limit', 'cursor', 'scope', 'scope_id', 'in_effect'] },
  'POST /api/top-ups': { body: NEW_TOP_UP, takes: ['scope', 'scope_id', 'amount_usd', 'until', 'reason'] },
  'DELETE /api/top-ups/4': { body: null },
  'GET /api/money-requests': { body: page(MONEY_REQUEST), takes: ['limit', 'cursor', 'class_id'] },
  'POST /api/money-requests/grant': { body: DECIDED, takes: ['ids', 'amount_usd', 'until', 'word'] },
  'POST /api/money-requests/decline': { body: DECIDED, takes: ['ids', 'word'] },
  'POST /api/me/money-requests': { body: {}, takes: ['amount_usd', 'reason'] },
};
