import { type CheckedCall, isObject, type JsonObject, listAt, onlyKeys, ParameterFault, textAt } from './parameters.ts';

const KNOWN = new Set(['model', 'input']);
const PART_KEYS = new Set(['type', 'text']);

/** The policy of POST /moderations: free of charge, and of texts only. @throws ParameterFault */
export function checkModerations(body: JsonObject): CheckedCall {
  onlyKeys(body, KNOWN, '');
  checkInput(body.input);
  return { fields: { input: body.input }, stream: false, showUsage: false, inputs: 1, candidates: 0, cap: null };
}

function checkInput(value: unknown): void {
  if (value === undefined || value === null || value === '') throw new ParameterFault('missing', 'input');
  if (typeof value === 'string') return;
  const parts = listAt(value, 'input');
  if (parts.length === 0) throw new ParameterFault('missing', 'input');
  parts.forEach((part, index) => {
    if (typeof part === 'string') return;
    if (!isObject(part) || part.type !== 'text') throw new ParameterFault('not-text', `input[${index}]`);
    onlyKeys(part, PART_KEYS, `input[${index}]`);
    textAt(part.text, `input[${index}].text`);
  });
}
