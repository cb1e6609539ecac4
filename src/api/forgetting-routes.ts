import Type, { type Static } from 'typebox';
import type { Actor } from '../admin/actor.ts';
import { type Forgotten, forgetNow, getForgettingState, previewForgetting } from '../admin/forgetting.ts';
import type { ForgetSelection } from '../store/forgetting-store.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS, IdParams, orNull } from './schemas.ts';

const StateAnswer = Type.Object(
  {
    forget_after_days: orNull(Type.Integer({ description: 'PATCH /api/settings changes it; null: never.' })),
    due_students: Type.Integer({ description: 'Who would be forgotten now.' }),
    wait_days: Type.Integer({
      description:
        'The clock jumped, or the server was off for days: so many daily runs pass before anybody is forgotten.',
    }),
  },
  { ...CLOSED, description: 'When names of students are forgotten.' },
);
export type ForgettingJson = Static<typeof StateAnswer>;

const ForgetBody = Type.Object(
  { dry_run: Type.Optional(Type.Boolean({ description: 'true: nobody is forgotten.' })) },
  CLOSED,
);

const ForgottenAnswer = Type.Object(
  {
    students: Type.Integer({ description: 'Who were forgotten, or would be.' }),
    is_cleaned: Type.Boolean({
      description: 'false: some names are in unused parts of the database file until the next start of the server.',
    }),
    is_dry_run: Type.Boolean(),
  },
  { ...CLOSED, description: 'Names that became pseudonyms; sums and records stay.' },
);
export type ForgottenJson = Static<typeof ForgottenAnswer>;

const tags = ['forgetting'];

export function forgettingRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/forgetting',
    {
      schema: {
        tags,
        summary: 'Show when the names of students who left are forgotten',
        response: { 200: StateAnswer, ...ERROR_ANSWERS },
      },
    },
    async () => {
      const { afterDays, dueStudents, clock } = await getForgettingState(deps);
      return { forget_after_days: afterDays, due_students: dueStudents, wait_days: clock.holdDays };
    },
  );

  app.post(
    '/students/:id/forget',
    {
      schema: {
        tags,
        summary: 'Forget the name of a student who was removed or is in an archived class; this cannot be undone',
        params: IdParams,
        body: ForgetBody,
        response: { 200: ForgottenAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) =>
      forget({ studentId: parseId(request.params.id, 'id') }, request.body.dry_run === true, actorOf(request), deps),
  );

  app.post(
    '/classes/:id/forget',
    {
      schema: {
        tags,
        summary: 'Forget the names of all students of an archived class; this cannot be undone',
        params: IdParams,
        body: ForgetBody,
        response: { 200: ForgottenAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) =>
      forget({ classId: parseId(request.params.id, 'id') }, request.body.dry_run === true, actorOf(request), deps),
  );
}

async function forget(
  selection: Exclude<ForgetSelection, { before: number }>,
  isDryRun: boolean,
  actor: Actor,
  deps: ApiDeps,
): Promise<ForgottenJson> {
  const forgotten: Forgotten = isDryRun
    ? { students: await previewForgetting(selection, deps), isCleaned: true }
    : await forgetNow(selection, actor, deps);
  return { students: forgotten.students, is_cleaned: forgotten.isCleaned, is_dry_run: isDryRun };
}
