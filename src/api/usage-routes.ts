import Type from 'typebox';
import { checkDay } from '../admin/field-checks.ts';
import { loadReportDays, loadTimeZones } from '../admin/report-days.ts';
import { sumUsage } from '../admin/usage.ts';
import { usageCsv } from '../admin/usage-csv.ts';
import { LANGUAGES } from '../language/languages.ts';
import { addUtcDays } from '../ledger/utc-days.ts';
import type { UsageQuery } from '../store/usage-report.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS } from './schemas.ts';
import { UsageAnswer, UsageGroupField, usageJson } from './usage-json.ts';
import { wantsCsv } from './wants-csv.ts';

const DEFAULT_DAYS = 30;

const Query = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'First day, YYYY-MM-DD; 30 days up to `to` when absent.' })),
    to: Type.Optional(
      Type.String({
        description:
          'Last day, YYYY-MM-DD. When absent: the last day that is today for you or a class, each in its own time zone.',
      }),
    ),
    group_by: Type.Optional(UsageGroupField),
    split: Type.Optional(Type.Enum(['model'], { description: 'Also what each group is made of.' })),
    student_id: Type.Optional(Type.String()),
    class_id: Type.Optional(Type.String()),
    language: Type.Optional(
      Type.Enum([...LANGUAGES], {
        description: 'Of the column heads of a CSV. en when absent: names that stay, for programs.',
      }),
    ),
  },
  CLOSED,
);

const UsageAnswers = {
  description: 'Sums per group and over all.',
  content: {
    'application/json': { schema: UsageAnswer },
    'text/csv': {
      schema: Type.String({
        description:
          'One row per group, or per group and model; the last has the key "total". Accept-Language changes nothing here.',
      }),
    },
  },
};

export function usageRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/usage',
    {
      schema: {
        tags: ['usage'],
        summary: 'Sum up what was used and what it cost',
        description: 'CSV with `Accept: text/csv`.',
        querystring: Query,
        response: { 200: UsageAnswers, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const query = await parseUsageQuery(request.query, deps);
      const { from, to } = query;
      const report = await sumUsage(query, deps);
      reply.header('vary', 'accept');
      if (wantsCsv(request.headers.accept)) {
        reply.header('content-disposition', `attachment; filename="jigap-usage-${from}-${to}.csv"`);
        return reply
          .type('text/csv; charset=utf-8')
          .send(usageCsv(report, query.split, request.query.language ?? 'en'));
      }
      return usageJson(query, await loadTimeZones(query.classId, deps), report);
    },
  );
}

async function parseUsageQuery(query: Type.Static<typeof Query>, deps: ApiDeps): Promise<UsageQuery> {
  const to = query.to === undefined ? (await loadReportDays(deps)).last : checkDay(query.to, ['to']);
  const from = query.from === undefined ? addUtcDays(to, 1 - DEFAULT_DAYS) : checkDay(query.from, ['from']);
  return {
    from,
    to,
    groupBy: query.group_by ?? 'day',
    ...(query.split === undefined ? {} : { split: query.split }),
    ...(query.student_id === undefined ? {} : { studentId: parseId(query.student_id, 'student_id') }),
    ...(query.class_id === undefined ? {} : { classId: parseId(query.class_id, 'class_id') }),
  };
}
