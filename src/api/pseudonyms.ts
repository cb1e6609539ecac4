import Type, { type Static } from 'typebox';
import type { OwnerApp, OwnerDeps } from './deps.ts';
import { notFound } from './owner-error.ts';
import { CLOSED, REFUSALS } from './schemas.ts';

const Params = Type.Object({ pseudonym: Type.String() }, CLOSED);
const Answer = Type.Object(
  {
    pseudonym: Type.String(),
    student_id: Type.Integer(),
    name: Type.String(),
    removed: Type.Boolean({ description: 'The student was removed since; the records are kept.' }),
  },
  { ...CLOSED, description: 'The student whom the provider knows by a pseudonym.' },
);
export type PseudonymJson = Static<typeof Answer>;

/** When a provider complains of a safety_identifier, the owner must be able to say whose it is; nobody else can. */
export function pseudonymRoutes(app: OwnerApp, deps: OwnerDeps): void {
  app.get(
    '/pseudonyms/:pseudonym',
    {
      schema: {
        tags: ['students'],
        summary: 'Who is behind a safety_identifier',
        params: Params,
        response: { 200: Answer, ...REFUSALS },
      },
    },
    async (request) => {
      const { pseudonym } = request.params;
      const everyone = await deps.store.access.everyStudent();
      const found = everyone.find(({ id }) => deps.pseudonymOf(id) === pseudonym);
      if (found === undefined) throw notFound('No student of this gateway has this pseudonym.', 'pseudonym');
      return { pseudonym, student_id: found.id, name: found.name, removed: found.removed };
    },
  );
}
