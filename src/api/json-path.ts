import type { FieldPath } from '../admin/admin-error.ts';

/** Domain fields whose JSON name is another: amounts of money are nano-USD there, and USD here. */
const JSON_NAMES: Readonly<Record<string, string>> = {
  limit: 'limit_usd',
  amount: 'amount_usd',
  endsAt: 'until',
  quantity: 'limit',
};

/** ['studentBudgets', 0, 'limit'] -> "student_budgets[0].limit_usd"; null for an empty path. */
export function jsonPath(path: FieldPath): string | null {
  const [first, ...rest] = path.map((part) => (typeof part === 'number' ? `[${part}]` : jsonName(part)));
  if (first === undefined) return null;
  return rest.reduce((whole, part) => (part.startsWith('[') ? whole + part : `${whole}.${part}`), first);
}

/** "studentBudgets" -> "student_budgets". */
function jsonName(field: string): string {
  return JSON_NAMES[field] ?? snakeCase(field);
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
