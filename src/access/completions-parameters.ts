import type { Model } from '../ledger/prices.ts';
import {
  type CheckedCall,
  type JsonObject,
  onlyKeys,
  ParameterFault,
  positiveIntegerAt,
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

/** The policy of the legacy POST /completions: every prompt gets max(n, best_of) answers, all billed. @throws ParameterFault */
export function checkCompletions(body: JsonObject, model: Model): CheckedCall {
  onlyKeys(body, KNOWN, '');
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) if (value !== null && !OURS.has(name)) fields[name] = value;
  const prompts = countInputs(body.prompt, 'prompt');
  const [shown, made] = [candidatesAt(fields, 'n'), candidatesAt(fields, 'best_of')];
  const asked = body.max_tokens ?? null;
  return {
    fields,
    inputs: prompts,
    candidates: prompts * Math.max(shown, made),
    hidesCandidates: made > shown,
    cap: {
      field: 'max_tokens',
      asked: asked === null ? null : Math.min(positiveIntegerAt(asked, 'max_tokens'), model.maxOutput),
      otherwise: DEFAULT_CAP,
    },
    ...streamWithUsage(fields),
  };
}

function candidatesAt(fields: JsonObject, name: 'n' | 'best_of'): number {
  if (fields[name] === undefined) return 1;
  const candidates = positiveIntegerAt(fields[name], name);
  if (candidates > MOST_CANDIDATES) throw new ParameterFault('wrong-type', name, 'positive-integer');
  return candidates;
}
