import type { AnswerShape } from '../../upstream/answers/answer-filter.ts';
import { knownFields } from '../../upstream/json/known-fields.ts';
import { USAGE_FIELDS } from '../answers/answer-fields.ts';

const OUTPUT_ITEM = knownFields(
  `id type status role phase content summary encrypted_content
  call_id name namespace arguments input output async caller`,
);

/**
 * The error is null in every answer that passes. Not known are safety_identifier and prompt_cache_key: they repeat the
 * pseudonym of the student who was sent, and the answer may be shared.
 */
export const RESPONSE_SHAPE: AnswerShape = {
  list: 'output',
  fields: knownFields(
    `id object created_at completed_at status error incomplete_details model instructions metadata
    parallel_tool_calls temperature top_p top_logprobs frequency_penalty presence_penalty tool_choice tools
    max_output_tokens max_tool_calls background previous_response_id reasoning service_tier store text truncation
    user prompt_cache_retention prompt_cache_options output_text`,
    {
      output: OUTPUT_ITEM,
      usage: USAGE_FIELDS,
    },
  ),
};

/** Of the events that /responses streams: none of them is a list. */
export const EVENT_SHAPE: AnswerShape = {
  list: '',
  fields: knownFields(
    `type sequence_number item_id output_index content_index summary_index annotation_index
    delta text refusal logprobs annotation arguments name input status obfuscation`,
    {
      item: OUTPUT_ITEM,
      part: knownFields('type text refusal annotations logprobs'),
      response: RESPONSE_SHAPE.fields,
    },
  ),
};
