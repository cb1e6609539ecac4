import type { AnswerShape } from '../upstream/answers/answer-filter.ts';
import { fieldsNamed } from '../upstream/json/json-fields.ts';

/*
 * The fields of answers that reach students: those of OpenAI's API, and those of compatible servers that clients read
 * (`reasoning_content`, `reasoning` and `reasoning_details` of models that think, `stop_reason` of vLLM, `timings` of
 * llama.cpp). Whatever else a provider adds is dropped: who pays, what is left of a limit, whose project it is. A student
 * may have asked for `metadata`, `user` and the like.
 */

const USAGE = fieldsNamed(
  `prompt_tokens completion_tokens total_tokens prompt_tokens_details completion_tokens_details
  input_tokens output_tokens input_tokens_details output_tokens_details`,
);

const GENERATED = 'id object created model service_tier system_fingerprint metadata timings';

const MESSAGE = fieldsNamed(
  `role content refusal annotations audio function_call tool_calls
  reasoning_content reasoning reasoning_details`,
);

export const CHAT_SHAPE: AnswerShape = {
  list: 'choices',
  fields: fieldsNamed(GENERATED, {
    choices: fieldsNamed('index finish_reason logprobs stop_reason', { message: MESSAGE }),
    usage: USAGE,
  }),
};

export const COMPLETIONS_SHAPE: AnswerShape = {
  list: 'choices',
  fields: fieldsNamed(GENERATED, {
    choices: fieldsNamed('index text finish_reason logprobs stop_reason'),
    usage: USAGE,
  }),
};

/** Of the chunks that chat and legacy completions stream; the error is null in every one that passes. */
export const CHUNK_SHAPE: AnswerShape = {
  list: 'choices',
  fields: fieldsNamed(`${GENERATED} obfuscation error`, {
    choices: fieldsNamed('index text finish_reason logprobs stop_reason', { delta: MESSAGE }),
    usage: USAGE,
  }),
};

const OUTPUT_ITEM = fieldsNamed(
  `id type status role phase content summary encrypted_content
  call_id name namespace arguments input output async caller`,
);

/** The error is null in every answer that passes. */
export const RESPONSES_SHAPE: AnswerShape = {
  list: 'output',
  fields: fieldsNamed(
    `id object created_at completed_at status error incomplete_details model instructions metadata
    parallel_tool_calls temperature top_p top_logprobs frequency_penalty presence_penalty tool_choice tools
    max_output_tokens max_tool_calls background previous_response_id reasoning service_tier store text truncation
    user safety_identifier prompt_cache_key prompt_cache_retention prompt_cache_options output_text`,
    {
      output: OUTPUT_ITEM,
      usage: USAGE,
    },
  ),
};

/** Of the events that /responses streams: none of them is a list. */
export const EVENT_SHAPE: AnswerShape = {
  list: '',
  fields: fieldsNamed(
    `type sequence_number item_id output_index content_index summary_index annotation_index
    delta text refusal logprobs annotation arguments name input status obfuscation`,
    {
      item: OUTPUT_ITEM,
      part: fieldsNamed('type text refusal annotations logprobs'),
      response: RESPONSES_SHAPE.fields,
    },
  ),
};

export const EMBEDDINGS_SHAPE: AnswerShape = {
  list: 'data',
  fields: fieldsNamed('id object created model', { data: fieldsNamed('object index embedding'), usage: USAGE }),
};

export const MODERATIONS_SHAPE: AnswerShape = {
  list: 'results',
  fields: fieldsNamed('id model', {
    results: fieldsNamed('flagged categories category_scores category_applied_input_types'),
    usage: USAGE,
  }),
};
