import Type, { type Static } from 'typebox';
import { findByPseudonym } from '../admin/pseudonyms.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { CLOSED, ERROR_ANSWERS } from './schemas.ts';

const Params = Type.Object({ pseudonym: Type.String() }, CLOSED);
const Answer = Type.Object(
  {
    pseudonym: Type.String(),
    student_id: Type.Integer(),
    name: Type.String(),
    removed: Type.Boolean({ description: 'The student was removed; the records are kept.' }),
  },
  { ...CLOSED, description: 'The student whom the provider knows by a pseudonym.' },
);
export type PseudonymJson = Static<typeof Answer>;

export function pseudonymRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/pseudonyms/:pseudonym',
    {
      schema: {
        tags: ['students'],
        summary: 'Who is behind a safety_identifier',
        params: Params,
        response: { 200: Answer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { pseudonym } = request.params;
      const { id, name, removed } = await findByPseudonym(pseudonym, deps);
      return { pseudonym, student_id: id, name, removed };
    },
  );
}
