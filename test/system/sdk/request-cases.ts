import { APIError, BadRequestError, NotFoundError } from 'openai';
import { responses, responsesUsage } from '../../support/responses-scripts.ts';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT, MODEL, type SdkFixture } from './sdk-fixture.ts';

const BAD = { raises: BadRequestError, status: 400, type: 'invalid_request_error', sent: 1 } as const;
const NOT_FOUND = { raises: NotFoundError, status: 404, type: 'invalid_request_error', sent: 1 } as const;

/** The client's own types would not let these through; a student's editor does not look. */
function asking(more: object) {
  return async ({ addCaller }: SdkFixture) => {
    const { client } = await addCaller();
    return () => client.chat.completions.create({ ...CHAT, ...more });
  };
}

function nested(depth: number): object {
  return depth === 0 ? {} : { a: nested(depth - 1) };
}

/** Python's client writes such numbers; JavaScript has to be told. */
function rawNumber(number: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(number);
}

const NOT_ALLOWED = {
  ...NOT_FOUND,
  name: 'modelNotAllowed',
  code: 'model_not_found',
  param: 'model',
  says: {
    en: ['gpt-4', 'Allowed: gpt-3.5-turbo', 'Nothing was spent'],
    ko: ['gpt-4', '쓸 수 있는 모델: gpt-3.5-turbo', '돈은 들지 않았습니다'],
  },
} as const;
const UNKNOWN_URL = {
  ...NOT_FOUND,
  name: 'unknownUrl',
  code: 'unknown_url',
  says: { en: ['POST /v1/chat/completions', 'base_url'], ko: ['POST /v1/chat/completions', 'base_url'] },
} as const;

const NOT_SERVED = {
  ...NOT_FOUND,
  name: 'serviceNotServed',
  code: 'service_not_served',
  says: { en: ['Files are not served here', 'into the message'], ko: ['파일 업로드는 쓸 수 없습니다', '메시지에'] },
} as const;

/** What is asked for: steps 3 and 4. */
export const REQUEST_CASES: readonly RefusalCase[] = [
  { ...NOT_ALLOWED, when: 'in a chat', arrange: asking({ model: 'gpt-4o' }) },
  {
    ...NOT_ALLOWED,
    when: 'looked up',
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.models.retrieve('gpt-4');
    },
  },
  {
    ...UNKNOWN_URL,
    when: 'another endpoint',
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.get('/engines');
    },
  },
  {
    ...NOT_SERVED,
    when: 'a recording',
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      const file = new File([new Uint8Array(1_000_000)], 'lecture.wav');
      return () => client.audio.transcriptions.create({ model: 'whisper-1', file });
    },
    says: { en: ['Speech to text', 'Whisper', '2027-02-26'], ko: ['음성을 글로', 'Whisper', '2027-02-26'] },
  },
  {
    ...NOT_SERVED,
    when: 'a file for everyone who shares the account',
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.files.create({ file: new File(['homework'], 'homework.txt'), purpose: 'user_data' });
    },
  },
  {
    ...UNKNOWN_URL,
    when: 'what others have stored',
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.chat.completions.list();
    },
  },
  {
    ...NOT_FOUND,
    name: 'callNotFound',
    code: 'call_not_found',
    says: { en: ['x-request-id', 'costs nothing'], ko: ['x-request-id', '비용이 들지 않으며'] },
    arrange: async ({ addCaller }) => {
      const [{ client }, other] = [await addCaller(), await addCaller()];
      const { _request_id: id } = await other.client.chat.completions.create(CHAT);
      return () => client.get(`/usage/${id}`);
    },
  },
  {
    ...BAD,
    name: 'queryString',
    code: 'unsupported_parameter',
    says: { en: ['query string', 'remove'], ko: ['"?"', '지우고'] },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT, { query: { 'api-version': '2024-10-21' } });
    },
  },
  {
    ...BAD,
    name: 'notJson',
    code: 'invalid_json',
    says: { en: ['JSON', 'quotes'], ko: ['JSON', '따옴표'] },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.post('/chat/completions', { body: [CHAT] });
    },
  },
  {
    ...BAD,
    name: 'bodyTooComplex',
    code: 'invalid_request',
    says: { en: ['nested too deeply'], ko: ['중첩'] },
    arrange: asking({ tools: [{ type: 'function', function: { name: 'f', parameters: nested(300) } }] }),
  },
  {
    ...BAD,
    name: 'numberTooLarge',
    code: 'invalid_request',
    says: { en: ['1e999', 'quotes'], ko: ['1e999', '따옴표'] },
    arrange: asking({ temperature: rawNumber('1e999') }),
  },
  {
    name: 'notJsonType',
    raises: APIError,
    status: 415,
    type: 'invalid_request_error',
    code: 'unsupported_media_type',
    sent: 1,
    says: { en: ['application/json'], ko: ['application/json'] },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () => client.chat.completions.create(CHAT, { headers: { 'content-type': 'text/plain' } });
    },
  },
  {
    name: 'tooLarge',
    raises: APIError,
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    sent: 1,
    says: { en: ['1048576 bytes', 'less text'], ko: ['1048576바이트', '줄이거나'] },
    arrange: asking({ messages: [{ role: 'user', content: 'long '.repeat(300_000) }] }),
  },
  {
    name: 'conversationTooLarge',
    raises: APIError,
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    param: 'input',
    sent: 1,
    says: { en: ['1048576 bytes', 'new conversation'], ko: ['1048576바이트', '새 대화'] },
    arrange: async ({ app, addCaller }) => {
      const { client } = await addCaller();
      app.upstream.next(responses({ usage: responsesUsage(10, 5) }));
      const ask = { model: MODEL, input: 'long '.repeat(120_000), max_output_tokens: 16 };
      const { id } = await client.responses.create(ask);
      return () => client.responses.create({ ...ask, previous_response_id: id });
    },
  },
  {
    name: 'instructedTooLarge',
    raises: APIError,
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    param: 'messages',
    sent: 1,
    says: { en: ['1048576 bytes', 'instructions of your class'], ko: ['1048576바이트', '우리 반의 지침'] },
    fixture: {},
    arrange: async ({ app, classId, addCaller }) => {
      await app.api('PATCH', `/api/classes/${classId}`, { instructions: 'Answer in one sentence. '.repeat(100) });
      const { client } = await addCaller();
      const messages = [{ role: 'user' as const, content: 'x'.repeat(1_047_000) }];
      return () => client.chat.completions.create({ model: MODEL, messages, max_tokens: 16 });
    },
  },
  {
    ...BAD,
    name: 'modelMissing',
    code: 'missing_required_parameter',
    param: 'model',
    says: { en: [MODEL], ko: [MODEL] },
    arrange: asking({ model: undefined }),
  },
  {
    ...BAD,
    name: 'parameterMissing',
    code: 'missing_required_parameter',
    param: 'messages',
    says: { en: ['"messages" is missing'], ko: ['"messages"'] },
    arrange: asking({ messages: [] }),
  },
  {
    ...BAD,
    name: 'parameterUnknown',
    code: 'unknown_parameter',
    param: 'temprature',
    says: { en: ['"temprature"', 'spelling'], ko: ['"temprature"', '철자'] },
    arrange: asking({ temprature: 1 }),
  },
  {
    ...BAD,
    name: 'parameterUnsupported',
    code: 'unsupported_parameter',
    param: 'prediction',
    says: { en: ['"prediction"', 'Leave it out'], ko: ['"prediction"', '빼고'] },
    arrange: asking({ prediction: { type: 'content', content: 'hi' } }),
  },
  {
    ...BAD,
    name: 'parameterStored',
    code: 'unsupported_parameter',
    param: 'previous_response_id',
    says: { en: ["not in the gateway's memory", 'store: false'], ko: ['메모리에 없습니다', 'store: false'] },
    arrange: async ({ addCaller }) => {
      const { client } = await addCaller();
      return () =>
        client.responses.create({ model: 'gpt-3.5-turbo', input: 'And then?', previous_response_id: 'resp_1' });
    },
  },
  {
    ...BAD,
    name: 'parameterOnlyReasoning',
    code: 'unsupported_parameter',
    param: 'reasoning_effort',
    says: { en: ['reasoning models'], ko: ['추론 모델'] },
    arrange: asking({ reasoning_effort: 'low' }),
  },
  {
    ...BAD,
    name: 'parameterModelLacks',
    code: 'unsupported_parameter',
    param: 'temperature',
    says: {
      en: ['gpt-6-luna does not take "temperature"', 'reasoning effort to "none"'],
      ko: ['gpt-6-luna 모델은 "temperature"', '추론 강도(effort)를 "none"으로'],
    },
    fixture: { env: { JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' } },
    arrange: asking({ temperature: 0, reasoning_effort: 'low' }),
  },
  {
    ...BAD,
    name: 'parameterNotText',
    code: 'unsupported_parameter',
    param: 'messages[0].content[0].type',
    says: { en: ['Only text', 'messages[0].content[0].type'], ko: ['텍스트만', '소리와 파일'] },
    arrange: asking({
      messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }],
    }),
  },
  {
    ...BAD,
    name: 'parameterWrong',
    code: 'invalid_value',
    param: 'max_tokens',
    says: { en: ['"max_tokens" must be a positive whole number'], ko: ['"max_tokens"', '양의 정수'] },
    arrange: asking({ max_tokens: -1 }),
  },
  {
    ...BAD,
    name: 'parameterBothCaps',
    code: 'invalid_parameter_combination',
    param: 'max_tokens',
    says: { en: ['max_tokens or max_completion_tokens'], ko: ['max_tokens와 max_completion_tokens'] },
    arrange: asking({ max_tokens: 5, max_completion_tokens: 5 }),
  },
  {
    ...BAD,
    name: 'parameterNotStreaming',
    code: 'invalid_parameter_combination',
    param: 'stream_options',
    says: { en: ['"stream": true'], ko: ['"stream": true'] },
    arrange: asking({ stream_options: { include_usage: true } }),
  },
];
