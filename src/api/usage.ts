import Type from 'typebox';
import { sumUsage } from '../admin/usage.ts';
import { usageCsv } from '../admin/usage-csv.ts';
import { localDay } from '../ledger/periods.ts';
import type { UsageQuery, UsageRow } from '../store/usage-report.ts';
import type { OwnerApp, OwnerDeps } from './deps.ts';
import { idFrom, localDayFrom } from './fields.ts';
import { usageSumsJson } from './json.ts';
import { invalidValue } from './owner-error.ts';
import { CLOSED, REFUSALS, UsageAnswer, UsageGroupField } from './schemas.ts';
import { wantsCsv } from './wants-csv.ts';

const DEFAULT_DAYS = 30;
const MS_PER_DAY = 86_400_000;

const Query = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'First day, YYYY-MM-DD; 30 days up to `to` when absent.' })),
    to: Type.Optional(Type.String({ description: 'Last day, YYYY-MM-DD; today in the server’s zone when absent.' })),
    group_by: Type.Optional(UsageGroupField),
    split: Type.Optional(Type.Enum(['model'], { description: 'Also what each group is made of.' })),
    student_id: Type.Optional(Type.String()),
    class_id: Type.Optional(Type.String()),
  },
  CLOSED,
);

const UsageAnswers = {
  description: 'Sums per group and over all.',
  content: {
    'application/json': { schema: UsageAnswer },
    'text/csv': {
      schema: Type.String({ description: 'One row per group, or per group and model; the last has the key "total".' }),
    },
  },
};

export function usageRoutes(app: OwnerApp, deps: OwnerDeps): void {
  app.get(
    '/usage',
    {
      schema: {
        tags: ['usage'],
        summary: 'Sum up what was used and what it cost',
        description: 'CSV with `Accept: text/csv`.',
        querystring: Query,
        response: { 200: UsageAnswers, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const query = usageQueryFrom(request.query, deps);
      const { from, to, groupBy } = query;
      const report = await sumUsage(query, deps);
      reply.header('vary', 'accept');
      if (wantsCsv(request.headers.accept)) {
        reply.header('content-disposition', `attachment; filename="jigap-usage-${from}-${to}.csv"`);
        return reply.type('text/csv; charset=utf-8').send(usageCsv(report, query.split));
      }
      const data = report.rows.map((row) => ({
        key: row.key,
        name: row.label,
        ...usageSumsJson(row),
        ...modelsJson(row),
      }));
      return { from, to, group_by: groupBy, data, total: usageSumsJson(report.total) };
    },
  );
}

function modelsJson({ models }: UsageRow) {
  return models === undefined ? {} : { models: models.map((part) => ({ model: part.model, ...usageSumsJson(part) })) };
}

function usageQueryFrom(query: Type.Static<typeof Query>, deps: OwnerDeps): UsageQuery {
  const to = query.to === undefined ? localDay(deps.timeZone, deps.now()) : localDayFrom(query.to, 'to');
  const from = query.from === undefined ? daysBefore(to, DEFAULT_DAYS - 1) : localDayFrom(query.from, 'from');
  if (from > to) throw invalidValue('from', `from (${from}) cannot be after to (${to}).`);
  return {
    from,
    to,
    groupBy: query.group_by ?? 'day',
    ...(query.split === undefined ? {} : { split: query.split }),
    ...(query.student_id === undefined ? {} : { studentId: idFrom(query.student_id, 'student_id') }),
    ...(query.class_id === undefined ? {} : { classId: idFrom(query.class_id, 'class_id') }),
  };
}

/** Calendar arithmetic on UTC days, which all have 24 hours. */
function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * MS_PER_DAY).toISOString().slice(0, 10);
}
