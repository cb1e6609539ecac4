import Type from 'typebox';
import { decodeRoster } from '../admin/roster/decode-roster.ts';
import { parseRoster } from '../admin/roster/parse-roster.ts';
import { MAX_ROSTER_ROWS } from '../admin/roster/read-table.ts';
import { applyRoster, previewRoster } from '../admin/roster/roster.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { ApiError } from './api-error.ts';
import { actorOf } from './authenticate.ts';
import { parseId } from './parse-values.ts';
import { requestLanguage } from './request-language.ts';
import { RosterAnswer, rosterJson } from './roster-json.ts';
import { CLOSED, ERROR_ANSWERS, IdParams } from './schemas.ts';

const MAX_ROSTER_BYTES = 2 * 1024 * 1024;

const RosterQuery = Type.Object(
  {
    dry_run: Type.Optional(
      Type.Enum(['true', 'false'], { description: 'true: say what would change, with every problem by line.' }),
    ),
    twins: Type.Optional(
      Type.Enum(['refuse', 'add', 'skip'], {
        description:
          'Lines that nothing tells apart from another student of the same name: refuse the roster (the default), add them as students of their own, or leave them out.',
      }),
    ),
  },
  CLOSED,
);

const TableBody = Type.String({
  description: `A table with the columns name, student number, e-mail and note in any order, with a header in Korean or English or none; at most ${MAX_ROSTER_ROWS} students; UTF-8, UTF-16 with a byte order mark, or CP949. An empty cell changes nothing.`,
});
const TABLE_TYPES = ['text/csv', 'text/tab-separated-values', 'text/plain'] as const;

/** The body is the file itself, so that one that Excel saved can be sent as it is. */
export function rosterRoutes(app: ApiApp, deps: ApiDeps): void {
  void app.register(async (scope: ApiApp) => {
    acceptOnlyTables(scope);
    scope.post(
      '/classes/:id/roster',
      {
        bodyLimit: MAX_ROSTER_BYTES,
        schema: {
          tags: ['students'],
          summary:
            'Add and change the students of a class from a roster: all of them or none, and again without doubles',
          params: IdParams,
          querystring: RosterQuery,
          body: { content: Object.fromEntries(TABLE_TYPES.map((type) => [type, { schema: TableBody }])) },
          response: { 200: RosterAnswer, ...ERROR_ANSWERS },
        },
      },
      async (request) => {
        const classId = parseId(request.params.id, 'id');
        const { dry_run, twins = 'refuse' } = request.query;
        const roster = parseRoster(String(request.body));
        const language = requestLanguage(request);
        if (dry_run === 'true') return rosterJson(roster, await previewRoster(classId, roster, deps), null, language);
        const { plan, students } = await applyRoster(classId, roster, { twins }, actorOf(request), deps);
        return rosterJson(roster, plan, students, language);
      },
    );
  });
}

const NOT_A_TABLE = new ApiError(415, 'unsupported_content_type', {
  en: 'Send the table itself, with Content-Type: text/csv or text/tab-separated-values.',
  ko: '표 자체를 Content-Type: text/csv 또는 text/tab-separated-values 헤더와 함께 보내세요.',
});

function acceptOnlyTables(app: ApiApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...TABLE_TYPES], { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    decodeRoster(body),
  );
  app.addContentTypeParser('*', async () => {
    throw NOT_A_TABLE;
  });
  app.addHook('preValidation', async (request) => {
    // No body at all has no type either: it is an empty table.
    if (typeof request.body !== 'string') request.body = '';
  });
}
