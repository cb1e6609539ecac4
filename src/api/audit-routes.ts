import type { ApiApp, ApiDeps } from './api-deps.ts';
import { AuditAnswer, auditJson } from './audit-json.ts';
import { PageQuerySchema, pageJson, pageSchema, parsePage } from './paging.ts';
import { ERROR_ANSWERS } from './schemas.ts';

export function auditRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'List every change',
        querystring: PageQuerySchema,
        response: { 200: pageSchema(AuditAnswer, 'Changes, newest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { rows, next } = await deps.store.journal.listAudit(parsePage(request.query));
      return pageJson(rows.map(auditJson), next);
    },
  );
}
