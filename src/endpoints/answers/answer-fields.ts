import { knownFields } from '../../upstream/json/known-fields.ts';

/*
 * The fields that the answers of several endpoints have: those of OpenAI's API, and those of compatible servers that
 * clients read (`reasoning_content`, `reasoning` and `reasoning_details` of models that reason, `stop_reason` of vLLM,
 * `timings` of llama.cpp). Every other field of a provider is dropped: it may name the account, its limits or its project.
 * A student may have sent `metadata`, `user` and the like.
 */

export const USAGE_FIELDS = knownFields(
  `prompt_tokens completion_tokens total_tokens prompt_tokens_details completion_tokens_details
  input_tokens output_tokens input_tokens_details output_tokens_details`,
);

export const COMPLETION_FIELDS = 'id object created model service_tier system_fingerprint metadata timings';

export const CHOICE_FIELDS = 'index finish_reason logprobs stop_reason';

export const MESSAGE_FIELDS = knownFields(
  `role content refusal annotations audio function_call tool_calls
  reasoning_content reasoning reasoning_details`,
);
