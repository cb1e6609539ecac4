import { expect, test } from 'vitest';
import { AdminError, type AdminProblem, type FieldPath } from '../../src/admin/admin-error.ts';
import { translateAdminError } from '../../src/api/translate-admin-error.ts';

const INVALID = [400, 'invalid_value'] as const;
const CONFLICT = [409, 'conflict'] as const;
const NOT_FOUND = [404, 'not_found'] as const;

type Answer = readonly [status: number, code: string];
type Row = [AdminProblem, FieldPath, Answer, param: string | null, message: string];

const ROWS: Row[] = [
  [{ code: 'name_length', max: 200 }, ['name'], INVALID, 'name', 'name must have 1 to 200 characters.'],
  [
    { code: 'name_control_characters' },
    ['label'],
    INVALID,
    'label',
    'label cannot contain line breaks, tabs, other control characters, or marks that turn the direction of text.',
  ],
  [
    { code: 'name_invisible' },
    ['name'],
    INVALID,
    'name',
    'name must have a visible letter, and not too many combining marks.',
  ],
  [{ code: 'text_length', max: 4000 }, ['rules'], INVALID, 'rules', 'rules can have at most 4,000 characters.'],
  [
    { code: 'text_control_characters' },
    ['note'],
    INVALID,
    'note',
    'note cannot contain control characters other than line breaks and tabs.',
  ],
  [{ code: 'email_invalid' }, ['email'], INVALID, 'email', 'email must look like name@school.example, or be null.'],
  [{ code: 'language_unknown' }, ['language'], INVALID, 'language', 'language must be ko or en.'],
  [
    { code: 'time_zone_unknown' },
    ['timeZone'],
    INVALID,
    'time_zone',
    'time_zone must be the name of a time zone, such as Asia/Seoul or UTC.',
  ],
  [
    { code: 'day_invalid' },
    ['startsOn'],
    INVALID,
    'starts_on',
    'starts_on must be a day of the calendar, written YYYY-MM-DD.',
  ],
  [{ code: 'instant_past' }, ['expiresAt'], INVALID, 'expires_at', 'expires_at must be in the future.'],
  [
    { code: 'amount_out_of_range' },
    ['studentBudgets', 2, 'limit'],
    INVALID,
    'student_budgets[2].limit_usd',
    'student_budgets[2].limit_usd must be an amount in USD from 0 to 1,000,000.',
  ],
  [
    { code: 'join_places_out_of_range', max: 1000 },
    ['joinPlaces'],
    INVALID,
    'join_places',
    'join_places must be a whole number from 0 to 1000.',
  ],
  [
    { code: 'grace_out_of_range', max: 604_800 },
    ['graceSeconds'],
    INVALID,
    'grace_seconds',
    'grace_seconds must be a whole number from 0 to 604800.',
  ],
  [
    { code: 'model_not_allowed', allowed: ['a', 'b'] },
    ['allowedModels', 1],
    INVALID,
    'allowed_models[1]',
    'allowed_models may only name what the server allows: a, b.',
  ],
  [
    { code: 'days_out_of_order', startsOn: '2026-12-02', endsOn: '2026-12-01' },
    ['endsOn'],
    INVALID,
    'ends_on',
    'starts_on (2026-12-02) cannot be after ends_on (2026-12-01).',
  ],
  [
    { code: 'duplicate_period', period: 'day' },
    ['budgets', 1, 'period'],
    INVALID,
    'budgets[1].period',
    'budgets has two limits per day of the same unit and selector. Keep one of them.',
  ],
  [{ code: 'wallet_term' }, ['period'], INVALID, 'period', 'The wallet has no term. Use day, week, month or total.'],
  [
    { code: 'term_without_end' },
    ['budgets', 0, 'period'],
    INVALID,
    'budgets[0].period',
    'A term budget needs a class with an ends_on date. Give the class one, or use the period total.',
  ],
  [
    { code: 'loses_end', studentId: null },
    ['endsOn'],
    CONFLICT,
    'ends_on',
    'ends_on cannot be null while the class has a term budget. Remove that budget first, or keep a date.',
  ],
  [
    { code: 'loses_end', studentId: 7 },
    ['endsOn'],
    CONFLICT,
    'ends_on',
    'ends_on cannot be null while student 7 has a term budget. Remove that budget first, or keep a date.',
  ],
  [
    { code: 'moves_term_budget' },
    ['classId'],
    CONFLICT,
    'class_id',
    'The student has a term budget, and there is no ends_on date there. Remove that budget first.',
  ],
  [
    { code: 'class_has_students', id: 1, students: 2 },
    [],
    CONFLICT,
    null,
    'class 1 still has 2 student(s): move or remove them first',
  ],
  [
    { code: 'class_name_taken', id: 1, name: '자료구조' },
    ['name'],
    CONFLICT,
    'name',
    'Class 1 has this name: 자료구조. Use another name.',
  ],
  [
    { code: 'token_replaced', id: 1 },
    [],
    CONFLICT,
    null,
    'token 1 was replaced or revoked already: rotate its successor, or issue a new one',
  ],
  [{ code: 'owner_token_changed' }, [], CONFLICT, null, 'the owner token was replaced meanwhile: use the new one'],
  [
    { code: 'owner_token_is_set' },
    [],
    [409, 'owner_token_is_set'],
    null,
    'JIGAP_OWNER_TOKEN is set on the server, and that one counts. Change the setting and start the server again.',
  ],
  [
    { code: 'class_not_found', id: 9 },
    ['scopeId'],
    NOT_FOUND,
    'scope_id',
    'There is no class 9. GET /api/classes lists them.',
  ],
  [{ code: 'student_not_found', id: 9 }, [], NOT_FOUND, null, 'There is no student 9. GET /api/students lists them.'],
  [{ code: 'token_not_found', id: 9 }, [], NOT_FOUND, null, 'there is no token 9'],
  [{ code: 'budget_not_found', id: 9 }, [], NOT_FOUND, null, 'there is no budget 9'],
];

test.each(ROWS)('the API answers %j at %j with %j', (problem, path, [status, code], param, message) => {
  expect(translateAdminError(new AdminError(problem, path))).toMatchObject({ status, code, param, message });
});

test.each(ROWS)('the Korean sentence about %j is Korean, and repeats its field and its values', (problem, path) => {
  const { texts, param } = translateAdminError(new AdminError(problem, path));
  expect(texts.ko).toMatch(/[가-힣]/);
  expect(texts.ko).not.toMatch(/은\(는\)|을\(를\)|이\(가\)/);
  for (const name of texts.en.match(/\b[a-z]+_[a-z_]+(?:\[\d\])?/g) ?? [])
    expect(texts.ko, param ?? '').toContain(name);
});
