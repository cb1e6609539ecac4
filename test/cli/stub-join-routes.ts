import type { DecisionsJson } from '../../src/api/decisions-json.ts';
import type { JoinRequestJson } from '../../src/api/join-request-json.ts';

export const JOIN_REQUEST: JoinRequestJson = {
  id: 5,
  class_id: 1,
  name: '김지우',
  identity: '20261000',
  state: 'waiting',
  student_id: null,
  browsers: 1,
  attempts: 1,
  created_at: '2026-11-20T01:02:03.000Z',
  expires_at: '2026-11-27T01:02:03.000Z',
  suggestion: { student_id: 12 },
  candidates: [
    { student_id: 12, name: '김지우', student_number: '20261000', matched_by: 'name_and_identity', is_taken: false },
  ],
};

const DECIDED: DecisionsJson = { done: [5], failed: [] };

export const JOIN_ROUTES = {
  'GET /api/classes/1/join-requests': {
    body: { data: [JOIN_REQUEST], next_cursor: null },
    takes: ['limit', 'cursor'],
  },
  'POST /api/classes/1/join-requests/approve': { body: DECIDED, takes: ['approvals'] },
  'POST /api/classes/1/join-requests/decline': { body: DECIDED, takes: ['ids'] },
  'POST /api/students/12/reset-place': { body: { id: 12, name: '김지우' } },
};
