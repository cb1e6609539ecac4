import type { Model } from '../ledger/prices.ts';
import {
  type CheckedCall,
  type JsonObject,
  namedCap,
  onlyKeys,
  ParameterFault,
  streamWithUsage,
} from './parameters.ts';
import { countInputs } from './token-inputs.ts';

const KNOWN = new Set([
  'model',
  'prompt',
  'max_tokens',
  'n',
  'best_of',
  'stream',
  'stream_options',
  'echo',
  'suffix',
  'logprobs',
  'seed',
  'stop',
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'user',
]);
const OURS = new Set(['model', 'max_tokens', 'user']);
/** What the API gives to a call that names no cap. */
const DEFAULT_CAP = 16;
const MOST_CANDIDATES = 128;
const MOST_MADE = 20;
const MOST_LOGPROBS = 5;

/** The policy of the legacy POST /completions: every prompt gets max(n, best_of) answers, all billed. @throws ParameterFault */
export function checkCompletions(body: JsonObject, model: Model): CheckedCall {
  onlyKeys(body, KNOWN, '');
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) if (value !== null && !OURS.has(name)) fields[name] = value;
  const prompts = countInputs(body.prompt, 'prompt');
  const [shown, made] = [countAt(fields, 'n', 1, MOST_CANDIDATES), countAt(fields, 'best_of', 0, MOST_MADE)];
  countAt(fields, 'logprobs', 0, MOST_LOGPROBS);
  return {
    fields,
    inputs: prompts,
    candidates: prompts * Math.max(shown, made),
    hidesCandidates: made > shown,
    cap: {
      field: 'max_tokens',
      ...namedCap(body.max_tokens, 'max_tokens', model.maxOutput),
      otherwise: DEFAULT_CAP,
    },
    ...streamWithUsage(fields),
  };
}

/** A whole number within the API's own bounds; 1 when it is not there. */
function countAt(fields: JsonObject, name: 'n' | 'best_of' | 'logprobs', least: number, most: number): number {
  const value = fields[name];
  if (value === undefined) return 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ParameterFault('wrong-type', name, 'positive-integer');
}
