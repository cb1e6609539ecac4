import Type from 'typebox';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { AuditAnswer, auditJson } from './audit-json.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { CLOSED, REFUSALS } from './schemas.ts';

export function auditRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'List every change',
        querystring: Type.Object(PAGE_QUERY, CLOSED),
        response: { 200: pageOf(AuditAnswer, 'Changes, newest first.'), ...REFUSALS },
      },
    },
    async (request) => {
      const { rows, next } = await deps.store.journal.listAudit(pageFrom(request.query));
      return pageJson(rows.map(auditJson), next);
    },
  );
}
