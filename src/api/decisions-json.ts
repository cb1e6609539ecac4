import Type, { type Static } from 'typebox';
import type { Decisions } from '../admin/settle-in-turns.ts';
import type { Language } from '../language/languages.ts';
import { CLOSED, IdField } from './schemas.ts';
import { translateAdminError } from './translate-admin-error.ts';

export const DecisionsAnswer = Type.Object(
  {
    done: Type.Array(IdField),
    failed: Type.Array(Type.Object({ id: IdField, code: Type.String(), message: Type.String() }, CLOSED)),
  },
  { ...CLOSED, description: 'Each request is decided on its own: what failed stopped no other.' },
);
export type DecisionsJson = Static<typeof DecisionsAnswer>;

export function decisionsJson({ done, failed }: Decisions, language: Language): DecisionsJson {
  return {
    done: [...done],
    failed: failed.map(({ id, error }) => {
      const { code } = error;
      return { id, code, message: translateAdminError(error).texts[language] };
    }),
  };
}
