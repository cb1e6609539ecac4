import { type CallLimits, maxCallLimits } from '../access/call-limits.ts';
import { CALL_SWITCHES, type CallSwitches } from '../access/call-switches.ts';
import type { ClassFields } from '../store/access-fields.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { parseText } from './field-checks.ts';

/** Of UTF-8: each byte may be a token, and every call of the class pays for them. */
export const MAX_INSTRUCTION_BYTES = 4096;

type CallFields = CallLimits & CallSwitches & Pick<Required<ClassFields>, 'instructions'>;
type CallFieldChanges = { readonly [Field in keyof CallFields]?: CallFields[Field] | undefined };

/** How often a class may call, how it is answered, and what is put before its calls. @throws AdminError */
export function checkCallFields(changes: CallFieldChanges, { callLimits }: AdminDeps): Partial<CallFields> {
  const checked: { -readonly [Name in keyof CallFields]?: CallFields[Name] } = {};
  for (const [name, max] of Object.entries(maxCallLimits(callLimits)) as [keyof CallLimits, number][]) {
    const limit = changes[name];
    if (limit !== undefined) checked[name] = checkCallLimit(limit, max, [name]);
  }
  for (const name of CALL_SWITCHES) {
    const isOn = changes[name];
    if (isOn !== undefined) checked[name] = isOn;
  }
  const { instructions } = changes;
  if (instructions === undefined) return checked;
  return { ...checked, instructions: parseInstructions(instructions, ['instructions']) };
}

/** 0 is no limit but a stop, which has other means. */
function checkCallLimit(limit: number | null, max: number, path: FieldPath): number | null {
  if (limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= max)) return limit;
  throw new AdminError({ code: 'call_limit_out_of_range', max }, path);
}

/** @returns null for none @throws AdminError */
export function parseInstructions(text: string | null, path: FieldPath): string | null {
  const parsed = parseText(text, Number.POSITIVE_INFINITY, path);
  const bytes = Buffer.byteLength(parsed ?? '');
  if (bytes > MAX_INSTRUCTION_BYTES)
    throw new AdminError({ code: 'text_bytes', max: MAX_INSTRUCTION_BYTES, bytes }, path);
  return parsed;
}
