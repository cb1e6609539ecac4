import type { Readable } from 'node:stream';
import Type from 'typebox';
import { exportFile } from '../admin/export/export-file.ts';
import { LANGUAGES } from '../language/languages.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS } from './schemas.ts';

const Query = Type.Object(
  {
    class_id: Type.Optional(Type.String({ description: 'Only what belongs to this class; absent: everything.' })),
    format: Type.Optional(
      Type.Enum(['json', 'csv'], {
        description: 'json: an object a line (NDJSON). csv: a ZIP with a CSV a kind. json when absent.',
      }),
    ),
    names: Type.Optional(
      Type.Enum(['yes', 'no'], {
        description: 'no: pseudonyms, and nothing that people wrote. yes when absent.',
      }),
    ),
    language: Type.Optional(
      Type.Enum([...LANGUAGES], {
        description: 'Of the column heads of a CSV. en when absent: names that stay, for programs.',
      }),
    ),
  },
  CLOSED,
);

const binary = Type.Unsafe<Readable>({ type: 'string', format: 'binary' });

export function exportRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/export',
    {
      // It would read all of it, for nothing.
      exposeHeadRoute: false,
      schema: {
        tags: ['backups'],
        summary: 'Export everything of a class, or of all classes',
        description:
          'Classes with their settings, students, budgets, what was carried over, top-ups, money requests, API tokens (never their hashes), calls, refunds, incidents, notices, audit and refusals, of one instant, archived and removed ones too. On PostgreSQL, calls and ids are of one instant, and what may change is as it is when it is read. `x-export-rows` says how many rows come. NDJSON begins with a line of type `export` and ends with one of type `end`, which counts them; without it, the download broke off. A ZIP has counts.csv. Money is in USD, but in nano-USD within `before`, `after` and `facts`. One export runs at a time.',
        querystring: Query,
        response: {
          200: {
            description: 'The file.',
            content: { 'application/x-ndjson': { schema: binary }, 'application/zip': { schema: binary } },
          },
          ...ERROR_ANSWERS,
        },
      },
    },
    async (request, reply) => {
      const { class_id, format = 'json', names = 'yes', language = 'en' } = request.query;
      const options = {
        format: format === 'csv' ? ('csv' as const) : ('ndjson' as const),
        classId: class_id === undefined ? null : parseId(class_id, 'class_id'),
        withNames: names === 'yes',
        language,
      };
      const { name, type, rows, content } = await exportFile(options, actorOf(request), deps);
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('x-export-rows', rows)
        .send(content);
    },
  );
}
