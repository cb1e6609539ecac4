import { allowedModels, answeringNames, type ModelPolicy } from '../access/model-policy.ts';
import type { NanoUsd } from '../ledger/money.ts';
import { nanoFromPico, priceAt, ratesFor } from '../ledger/prices.ts';

/** Endpoints whose calls carry the instructions of a class. */
const INSTRUCTED_KINDS: readonly string[] = ['chat', 'responses'];

export interface InstructionsCost {
  readonly bytes: number;
  /** What they add to a call at most: every byte that is sent may be a token. */
  readonly most: NanoUsd;
  /** The model at whose price; the dearest that the class may use. */
  readonly model: string;
}

export interface InstructionsOfClass {
  readonly instructions: string | null;
  /** null: all that the server allows. */
  readonly allowedModels: readonly string[] | null;
  readonly fallsBack: boolean;
}

/** What the instructions of a class cost with every call. null: it has none, or no model that they would be sent to. */
export function instructionsCost(
  schoolClass: InstructionsOfClass,
  policy: ModelPolicy,
  now: number,
): InstructionsCost | null {
  const { instructions } = schoolClass;
  if (instructions === null) return null;
  const added = Buffer.byteLength(JSON.stringify({ role: 'system', content: instructions })) + ','.length;
  let dearest: InstructionsCost | null = null;
  for (const name of servedBy(schoolClass, policy)) {
    const model = policy.catalogue.get(name);
    if (model === undefined || !model.endpoints.some((kind) => INSTRUCTED_KINDS.includes(kind))) continue;
    const { input, cacheWrite } = ratesFor(priceAt(model, now), Number.POSITIVE_INFINITY);
    const most = nanoFromPico(added * Math.max(input, cacheWrite));
    if (dearest === null || most > dearest.most)
      dearest = { bytes: Buffer.byteLength(instructions), most, model: name };
  }
  return dearest;
}

/** The models that may answer in the class. */
function servedBy(schoolClass: InstructionsOfClass, policy: ModelPolicy): readonly string[] {
  return allowedModels(policy, schoolClass).flatMap((name) => answeringNames(name, policy, schoolClass));
}
