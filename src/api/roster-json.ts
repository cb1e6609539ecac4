import Type, { type Static } from 'typebox';
import type { Student } from '../access/students.ts';
import { AdminError } from '../admin/admin-error.ts';
import type { LineProblem, Roster, RosterRow } from '../admin/roster/parse-roster.ts';
import type { RosterPlan } from '../admin/roster/plan-roster.ts';
import type { Language } from '../language/languages.ts';
import { snakeCase } from './json-path.ts';
import { CLOSED, CountField, IdField, orNull } from './schemas.ts';
import { translateAdminError } from './translate-admin-error.ts';

const Cells = {
  name: Type.String(),
  student_number: orNull(Type.String()),
  email: orNull(Type.String()),
  note: orNull(Type.String()),
};
const Line = Type.Integer({ minimum: 1, description: 'Of the text, blank lines counted.' });

export const RosterAnswer = Type.Object(
  {
    applied: Type.Boolean({ description: 'false for dry_run: nothing was changed.' }),
    columns: Type.Array(orNull(Type.Enum(['name', 'student_number', 'email', 'note'])), {
      description: 'What each column was taken for; null: not used.',
    }),
    added: Type.Array(
      Type.Object(
        {
          line: Line,
          ...Cells,
          student_id: orNull(Type.Integer({ description: 'null for dry_run.' })),
          has_namesake: Type.Boolean({ description: 'Another student has this name.' }),
        },
        CLOSED,
      ),
    ),
    changed: Type.Array(
      Type.Object(
        {
          line: Line,
          student_id: IdField,
          name: Type.String({ description: 'Before the change.' }),
          changes: Type.Partial(Type.Object(Cells, CLOSED)),
        },
        CLOSED,
      ),
    ),
    unchanged: CountField,
    twins: Type.Array(Type.Object({ line: Line, ...Cells }, CLOSED), {
      description: 'Lines of the name of another student, with nothing to tell the two apart: not added.',
    }),
    problems: Type.Array(
      Type.Object({ line: Line, column: orNull(Type.String()), code: Type.String(), message: Type.String() }, CLOSED),
      { description: 'While there are any, the roster cannot be applied.' },
    ),
  },
  { ...CLOSED, description: 'What the roster changes in the class.' },
);
export type RosterJson = Static<typeof RosterAnswer>;

/**
 * @param students who were added, in the order of the plan; null: nothing was applied
 * @param language of the sentences about problems
 */
export function rosterJson(
  roster: Roster,
  plan: RosterPlan,
  students: readonly Student[] | null,
  language: Language,
): RosterJson {
  return {
    applied: students !== null,
    columns: roster.columns.map((column) => (column === 'studentNumber' ? 'student_number' : column)),
    added: plan.added.map(({ row, hasNamesake }, index) => ({
      ...rowJson(row),
      student_id: students?.[index]?.id ?? null,
      has_namesake: hasNamesake,
    })),
    changed: plan.changed.map(({ row, student, fields: { studentNumber, ...others } }) => ({
      line: row.line,
      student_id: student.id,
      name: student.name,
      changes: { ...others, ...(studentNumber === undefined ? {} : { student_number: studentNumber }) },
    })),
    unchanged: plan.unchanged.length,
    twins: plan.twins.map(rowJson),
    problems: plan.problems.map((each) => problemJson(each, language)),
  };
}

function rowJson({ line, name, studentNumber, email, note }: RosterRow) {
  return { line, name, student_number: studentNumber, email, note };
}

function problemJson({ line, column, problem }: LineProblem, language: Language) {
  const { texts } = translateAdminError(new AdminError(problem, column === null ? [] : [column]));
  return { line, column: column === null ? null : snakeCase(column), code: problem.code, message: texts[language] };
}
