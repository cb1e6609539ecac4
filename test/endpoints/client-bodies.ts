import type { EndpointKind } from '../../src/endpoints/endpoints.ts';

/** Bodies as clients send them, taken from their sources and from what they sent in test/system/clients. */
interface ClientBody {
  readonly client: string;
  readonly endpoint: EndpointKind;
  readonly body: Readonly<Record<string, unknown>>;
}

const PARAMETERS = {
  type: 'object',
  properties: {
    city: { type: 'string', description: '도시', enum: ['Seoul', null] },
    days: { type: 'integer', maximum: 7 },
  },
  required: ['city'],
  additionalProperties: false,
  $schema: 'http://json-schema.org/draft-07/schema#',
};
const FUNCTION = { name: 'weather', description: 'Tells the weather', parameters: PARAMETERS, strict: true };
const CALLED = { name: 'weather', arguments: '{"city":"Seoul"}' };

export const CLIENT_BODIES: readonly ClientBody[] = [
  {
    client: 'openai-python: create() with tools, the answer sent back by model_dump()',
    endpoint: 'chat',
    body: {
      model: 'gpt-3.5-turbo',
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Weather?' }], name: 'minji' },
        {
          ...{ content: null, refusal: null, role: 'assistant', annotations: [], audio: null, function_call: null },
          tool_calls: [{ id: 'call_1', function: CALLED, type: 'function' }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
      ],
      tools: [{ type: 'function', function: FUNCTION }],
      ...{ tool_choice: 'auto', parallel_tool_calls: true, temperature: 0, top_p: 1, seed: 7, n: 1, stop: ['\n\n'] },
      ...{ max_tokens: 100, user: 'minji', metadata: { a: 'b' }, store: false, service_tier: 'auto' },
    },
  },
  {
    client: 'openai-node: parse() and its message sent back',
    endpoint: 'chat',
    body: {
      model: 'gpt-4o',
      messages: [
        { role: 'user', content: 'Is it loud?' },
        { role: 'assistant', content: '{"loud":true}', refusal: null, annotations: [], parsed: { loud: true } },
        {
          ...{ role: 'assistant', content: null, parsed: null },
          tool_calls: [
            { id: 'call_1', type: 'function', function: { ...CALLED, parsed_arguments: { city: 'Seoul' } } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'sunny' }] },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: PARAMETERS } },
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  {
    client: 'LangChain: bind_tools(), a chosen function, logprobs',
    endpoint: 'chat',
    body: {
      model: 'gpt-3.5-turbo',
      messages: [
        { content: 'hi', role: 'system' },
        { content: '', role: 'assistant', tool_calls: [{ type: 'function', id: 'c', function: CALLED }] },
        { content: 'sunny', role: 'tool', tool_call_id: 'c' },
      ],
      tools: [{ type: 'function', function: FUNCTION }],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      ...{ logprobs: true, top_logprobs: 5, logit_bias: { '50256': -100 }, frequency_penalty: 0, presence_penalty: 0 },
    },
  },
  {
    client: 'a program of 2023: functions',
    endpoint: 'chat',
    body: {
      model: 'gpt-3.5-turbo',
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: null, function_call: CALLED },
        { role: 'function', name: 'weather', content: 'sunny' },
      ],
      functions: [{ name: 'weather', parameters: PARAMETERS }],
      function_call: { name: 'weather' },
    },
  },
  {
    client: 'openai-python: custom tools and allowed tools',
    endpoint: 'chat',
    body: {
      model: 'gpt-6-luna',
      messages: [
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'sql', input: 'select 1' } }] },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
      ],
      tools: [
        { type: 'custom', custom: { name: 'sql', description: 'SQL', format: { type: 'text' } } },
        {
          type: 'custom',
          custom: { name: 'sum', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "1"' } } },
        },
      ],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'weather' } }] },
      },
      ...{ reasoning_effort: 'low', verbosity: 'low', max_completion_tokens: 500, modalities: ['text'] },
    },
  },
  {
    client: 'an app that cites pages and says null wherever it can',
    endpoint: 'chat',
    body: {
      ...{ model: 'gpt-3.5-turbo', audio: null, prediction: null, tools: null, stop: null, response_format: null },
      messages: [
        {
          ...{ role: 'assistant', content: 'a', name: null, tool_calls: null, reasoning_content: null, prefix: false },
          annotations: [
            {
              type: 'url_citation',
              url_citation: { url: 'https://a.example', title: 'a', start_index: 0, end_index: 1 },
            },
          ],
        },
      ],
    },
  },
  {
    client: 'openai-agents: the second turn',
    endpoint: 'responses',
    body: {
      model: 'gpt-6-luna',
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: 'Weather?' },
        {
          ...{ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
          ...{ content: [{ type: 'reasoning_text', text: 'hm' }], encrypted_content: 'gAAAA', status: null },
        },
        { type: 'function_call', id: 'fc_1', call_id: 'call_1', ...CALLED, status: 'completed' },
        { type: 'function_call_output', call_id: 'call_1', output: 'sunny' },
        {
          ...{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', phase: 'final_answer' },
          content: [
            {
              ...{ type: 'output_text', text: 'Sunny.' },
              annotations: [
                { type: 'url_citation', url: 'https://a.example', title: 'a', start_index: 0, end_index: 1 },
              ],
              logprobs: [
                { token: 'S', bytes: [83], logprob: -0.1, top_logprobs: [{ token: 'S', bytes: [83], logprob: -1 }] },
              ],
            },
            { type: 'refusal', refusal: 'no' },
          ],
        },
      ],
      tools: [{ type: 'function', ...FUNCTION }],
      ...{ include: ['reasoning.encrypted_content'], tool_choice: 'auto', parallel_tool_calls: false },
      reasoning: { effort: 'low', summary: 'auto', context: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'answer', schema: PARAMETERS, strict: true } },
      ...{ stream: true, stream_options: { include_obfuscation: false }, truncation: 'disabled', top_logprobs: 2 },
      ...{ store: false, max_output_tokens: 100, temperature: 1, top_p: 1, background: false, max_tool_calls: 3 },
    },
  },
  {
    client: 'openai-node: responses.parse() and its output sent back',
    endpoint: 'responses',
    body: {
      model: 'gpt-3.5-turbo',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Is it loud?' }] },
        {
          ...{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' },
          content: [{ type: 'output_text', text: '{}', annotations: [], logprobs: [], parsed: {} }],
        },
        {
          ...{ type: 'function_call', id: 'fc_1', call_id: 'c', ...CALLED, status: 'completed', parsed_arguments: {} },
          ...{ async: false, namespace: null, caller: { type: 'direct' } },
        },
        { type: 'custom_tool_call', id: 'ct_1', call_id: 'd', name: 'sql', input: 'select 1' },
        { type: 'custom_tool_call_output', call_id: 'd', output: [{ type: 'input_text', text: '1' }] },
      ],
      tools: [{ type: 'custom', name: 'sql', format: { type: 'grammar', syntax: 'regex', definition: '.*' } }],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'weather' }] },
    },
  },
  {
    client: 'openai-python: completions',
    endpoint: 'completions',
    body: {
      ...{ model: 'gpt-3.5-turbo-instruct', prompt: ['a', 'b'], suffix: '.', echo: false, best_of: 2, n: 1 },
      ...{ logprobs: 5, stop: '\n', seed: 1, temperature: 0.5, logit_bias: { '1': 5 }, max_tokens: 9 },
    },
  },
  {
    client: 'openai-node: embeddings',
    endpoint: 'embeddings',
    body: { model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'base64', dimensions: 8, user: 'x' },
  },
  {
    client: 'LangChain: embeddings as token numbers',
    endpoint: 'embeddings',
    body: { model: 'text-embedding-3-small', input: [[1, 2], [3]], encoding_format: 'base64' },
  },
  {
    client: 'openai-python: moderations',
    endpoint: 'moderations',
    body: {
      model: 'omni-moderation-latest',
      input: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
  },
];
