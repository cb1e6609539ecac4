/** Parameters that some models take and some refuse; what is not here is taken by every model of its endpoint. */
export const MODEL_PARAMETERS = [
  'stop',
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  /** With top_logprobs. */
  'logprobs',
] as const;

export type ModelParameter = (typeof MODEL_PARAMETERS)[number];

export function isModelParameter(name: string): name is ModelParameter {
  return MODEL_PARAMETERS.some((one) => one === name);
}
