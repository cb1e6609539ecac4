import type { Readable } from 'node:stream';
import Type, { type Static } from 'typebox';
import { backupStatus, makeBackup, openBackup } from '../admin/backups.ts';
import type { Backup } from '../store/backup-store.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { formatInstant } from './instants.ts';
import { CLOSED, CountField, EmptyBody, ERROR_ANSWERS, InstantField, orNull } from './schemas.ts';

const BackupAnswer = Type.Object(
  {
    name: Type.String({ description: 'Of the file in the folder of backups.' }),
    bytes: CountField,
    made_at: InstantField,
    made_by: Type.Enum(['schedule', 'owner']),
  },
  { ...CLOSED, description: 'A whole database in one file, checked before it got its name.' },
);

const BackupsAnswer = Type.Object(
  {
    folder: Type.String({ description: 'On the server.' }),
    made_elsewhere: Type.Boolean({
      description: 'The database is PostgreSQL, whose own tools make backups: jigap makes none.',
    }),
    data: Type.Array(BackupAnswer),
    failure: orNull(
      Type.Object(
        { at: InstantField, message: Type.String({ description: 'Why the last try made no backup.' }) },
        CLOSED,
      ),
    ),
  },
  { ...CLOSED, description: 'The newest first.' },
);

export type BackupJson = Static<typeof BackupAnswer>;
export type BackupsJson = Static<typeof BackupsAnswer>;

/** Of a backup; it is no format that a browser shows. */
const SQLITE_TYPE = 'application/vnd.sqlite3';

export function backupRoutes(app: ApiApp, deps: ApiDeps): void {
  const tags = ['backups'];
  app.get(
    '/backups',
    { schema: { tags, summary: 'List the backups', response: { 200: BackupsAnswer, ...ERROR_ANSWERS } } },
    async () => {
      const { folder, backups, failure, areElsewhere } = await backupStatus(deps);
      return {
        folder,
        made_elsewhere: areElsewhere,
        data: backups.map(backupJson),
        failure: failure === null ? null : { at: formatInstant(failure.at), message: failure.message },
      };
    },
  );

  app.post(
    '/backups',
    {
      schema: {
        tags,
        summary: 'Make a backup now',
        description: 'Calls continue meanwhile. Answers when it is checked and on the disk.',
        body: EmptyBody,
        response: { 201: BackupAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => reply.code(201).send(backupJson(await makeBackup('owner', actorOf(request), deps))),
  );

  app.get(
    '/backups/:name',
    {
      schema: {
        tags,
        summary: 'Download a backup',
        description:
          'An SQLite database: classes, students and their names, usage, where notices go with the secrets that sign them, and the hashes of API tokens. No API token and no key of the provider. `jigap restore` reads it.',
        params: Type.Object({ name: Type.String({ description: 'The name from the list.' }) }, CLOSED),
        response: {
          200: {
            description: 'The file.',
            content: { [SQLITE_TYPE]: { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) } },
          },
          ...ERROR_ANSWERS,
        },
      },
    },
    async (request, reply) => {
      const { backup, content } = await openBackup(request.params.name, actorOf(request), deps);
      return reply
        .type(SQLITE_TYPE)
        .header('content-length', backup.bytes)
        .header('content-disposition', `attachment; filename="${backup.name}"`)
        .send(content);
    },
  );
}

function backupJson({ name, bytes, at, origin }: Backup): BackupJson {
  return { name, bytes, made_at: formatInstant(at), made_by: origin };
}
