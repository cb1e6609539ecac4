import { MODEL_PARAMETERS, type ModelParameter } from './model-parameters.ts';
import type { Model } from './prices.ts';

/** The effort with which a reasoning model does not reason, and may take more. */
const NO_EFFORT = 'none';

/**
 * Whether a call of the model may have the parameter. A catalogue that does not say gives everything to a model without
 * reasoning, and nothing to one with it.
 * @param effort that the call names; null when it names none
 */
export function takesParameter(model: Model, name: ModelParameter, effort: string | null): boolean {
  const always = model.takes ?? (model.reasoning ? [] : MODEL_PARAMETERS);
  if (always.includes(name)) return true;
  return (effort ?? model.defaultEffort) === NO_EFFORT && takesWithoutReasoning(model, name);
}

/** Whether a call may be billed for reasoning, which is not shown. @param effort as above */
export function mayReason(model: Model, effort: string | null): boolean {
  return model.reasoning && (effort ?? model.defaultEffort) !== NO_EFFORT;
}

export function takesWithoutReasoning(model: Model, name: ModelParameter): boolean {
  return model.takesWithoutReasoning?.includes(name) ?? false;
}
