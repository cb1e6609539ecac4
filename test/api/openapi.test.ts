import { expect, test } from 'vitest';
import { startApi } from './api-fixture.ts';

const ROUTES = [
  'GET /api/openapi.json',
  'POST /api/classes',
  'GET /api/classes',
  'GET /api/classes/{id}',
  'GET /api/classes/{id}/archive',
  'POST /api/classes/{id}/archive',
  'POST /api/classes/{id}/copy',
  'POST /api/classes/{id}/forget',
  'GET /api/forgetting',
  'POST /api/students/{id}/forget',
  'POST /api/classes/{id}/reopen',
  'POST /api/classes/{id}/remove-students',
  'PATCH /api/classes/{id}',
  'DELETE /api/classes/{id}',
  'POST /api/classes/{id}/join-code',
  'POST /api/students',
  'GET /api/students',
  'GET /api/students/{id}',
  'PATCH /api/students/{id}',
  'DELETE /api/students/{id}',
  'POST /api/classes/{id}/roster',
  'POST /api/classes/{id}/tokens',
  'GET /api/classes/{id}/join-message',
  'GET /api/classes/{id}/join-requests',
  'POST /api/classes/{id}/join-requests/approve',
  'POST /api/classes/{id}/join-requests/decline',
  'POST /api/students/{id}/reset-place',
  'POST /api/classes/{id}/lesson-sessions',
  'DELETE /api/classes/{id}/lesson-sessions/{start}',
  'POST /api/classes/{id}/open',
  'POST /api/classes/{id}/close',
  'POST /api/classes/{id}/pause',
  'POST /api/classes/{id}/resume',
  'POST /api/classes/pause',
  'POST /api/classes/resume',
  'GET /api/top-ups',
  'POST /api/top-ups',
  'DELETE /api/top-ups/{id}',
  'GET /api/money-requests',
  'POST /api/money-requests/grant',
  'POST /api/money-requests/decline',
  'POST /api/money-requests/{id}/grant',
  'POST /api/money-requests/{id}/decline',
  'GET /api/pseudonyms/{pseudonym}',
  'POST /api/students/{id}/tokens',
  'GET /api/students/{id}/tokens',
  'GET /api/support-bundle',
  'POST /api/classes/{id}/claim-links',
  'DELETE /api/classes/{id}/claim-links',
  'POST /api/students/{id}/claim-link',
  'DELETE /api/students/{id}/claim-link',
  'DELETE /api/tokens/{id}',
  'POST /api/tokens/{id}/rotate',
  'GET /api/budgets',
  'PUT /api/budgets',
  'DELETE /api/budgets/{id}',
  'GET /api/usage',
  'GET /api/requests',
  'GET /api/refusals',
  'GET /api/live',
  'GET /api/incidents',
  'POST /api/incidents/{id}/refund',
  'POST /api/incidents/crash',
  'POST /api/incidents/{id}/close',
  'GET /api/audit',
  'GET /api/notice-channels',
  'POST /api/notice-channels',
  'GET /api/notice-channels/{id}',
  'PATCH /api/notice-channels/{id}',
  'DELETE /api/notice-channels/{id}',
  'POST /api/notice-channels/{id}/test',
  'POST /api/notice-channels/{id}/rotate-secret',
  'GET /api/notice-deliveries',
  'POST /api/notice-deliveries/{id}/retry',
  'GET /api/notices',
  'POST /api/notices/read',
  'POST /api/check',
  'GET /api/backups',
  'POST /api/backups',
  'GET /api/backups/{name}',
  'GET /api/export',
  'GET /api/reconciliation',
  'GET /api/project-limit',
  'PUT /api/project-limit',
  'GET /api/providers',
  'POST /api/providers/{name}/test',
  'GET /api/models',
  'PATCH /api/models',
  'PUT /api/models',
  'DELETE /api/models',
  'GET /api/models/refused',
  'POST /api/models/discover',
  'GET /api/settings',
  'PATCH /api/settings',
  'POST /api/owner-token/rotate',
  'POST /api/sign-in-links',
];

interface Operation {
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: unknown[];
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

async function described() {
  const { fetch, routes } = await startApi();
  const answer = await fetch('/api/openapi.json');
  const operations = new Map<string, Operation>(
    Object.entries(answer.body.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    ),
  );
  return { answer, routes, operations };
}

test('the description lists every route and no other', async () => {
  const { answer, routes, operations } = await described();
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ openapi: '3.1.0', info: { title: expect.stringContaining('jigap') } });
  const served = routes.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(served.sort()).toEqual([...ROUTES].sort());
  expect([...operations.keys()].sort()).toEqual([...ROUTES].sort());
});

test('every route has a summary, a known tag, its answers and its errors', async () => {
  const { answer, operations } = await described();
  const tags = answer.body.tags.map((tag: { name: string }) => tag.name);
  for (const [route, operation] of operations) {
    expect(operation.summary, route).toMatch(/\S/);
    expect(tags, route).toEqual(expect.arrayContaining(operation.tags ?? ['untagged']));
    const statuses = Object.keys(operation.responses);
    expect(
      statuses.some((status) => status.startsWith('2')),
      route,
    ).toBe(true);
    if (route !== 'GET /api/openapi.json') expect(statuses, route).toEqual(expect.arrayContaining(['4XX', '5XX']));
  }
});

test('every route but the description itself requires the owner token', async () => {
  const { answer, operations } = await described();
  expect(answer.body.security).toEqual([{ ownerToken: [] }]);
  expect(answer.body.components.securitySchemes.ownerToken).toMatchObject({ type: 'http', scheme: 'bearer' });
  const without = [...operations].filter(([, { security }]) => security !== undefined).map(([route]) => route);
  expect(without).toEqual(['GET /api/openapi.json']);
});
