import { OWNER_SECRETS } from '../../support/scripted-upstream.ts';

/** What the servers that people run themselves answer, word for word but for names and numbers. */

const { organization } = OWNER_SECRETS;

type ServerError = readonly [when: string, status: number, body: object];

export const MISSING_MODELS: readonly ServerError[] = [
  [
    // vLLM, entrypoints/openai: ErrorResponse, NotFoundError.
    'vLLM: a model that it does not serve',
    404,
    {
      error: {
        message: `The model \`${organization}\` does not exist.`,
        type: 'NotFoundError',
        param: 'model',
        code: 404,
      },
    },
  ],
  [
    // vllm-project/vllm#3485: earlier the error stood at the top.
    'vLLM of 2024: the same without a wrapper',
    404,
    { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', param: null, code: 404 },
  ],
  [
    // ollama, openai/openai.go: NewError; netease-youdao/QAnything#555 shows an older one with the type api_error.
    'Ollama: a model that was not pulled',
    404,
    { error: { message: `model '${organization}' not found`, type: 'not_found_error', param: null, code: null } },
  ],
  [
    'Ollama of 2024: the same',
    404,
    { error: { message: 'model "x" not found, try pulling it first', type: 'api_error', param: null, code: null } },
  ],
  [
    // ggml-org/llama.cpp#17968: the router of llama-server.
    'llama.cpp: a model that its router does not know',
    400,
    { error: { code: 400, message: 'model not found', type: 'invalid_request_error' } },
  ],
  [
    'llama.cpp: the same with its name',
    400,
    { error: { code: 400, message: "model 'ggml-org/x:Q4_0' not found", type: 'invalid_request_error' } },
  ],
  [
    'Groq: a model that is no more',
    404,
    {
      error: {
        message: 'The model `llama3.1-405b` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        code: 'model_not_found',
      },
    },
  ],
];

export const WRONG_PATHS: readonly ServerError[] = [
  // llama.cpp, tools/server: the handler of unknown paths.
  ['llama.cpp: an unknown path', 404, { error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }],
  // vLLM: the handler of HTTP exceptions around FastAPI's own.
  ['vLLM: an unknown path', 404, { error: { message: 'Not Found', type: 'NotFoundError', param: null, code: 404 } }],
  ['FastAPI: an unknown path', 404, { detail: 'Not Found' }],
  ['FastAPI: a path that takes no calls', 405, { detail: 'Method Not Allowed' }],
];

export const TOO_LONG: readonly (readonly [when: string, status: number, window: number, body: object])[] = [
  [
    // llama.cpp, tools/server: ERROR_TYPE_EXCEED_CONTEXT_SIZE.
    'llama.cpp: exceed_context_size_error',
    400,
    4096,
    {
      error: {
        code: 400,
        message: 'request (4476 tokens) exceeds the available context size (4096 tokens), try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 4476,
        n_ctx: 4096,
      },
    },
  ],
  [
    'llama.cpp of 2025: the same without a type of its own',
    400,
    16385,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size. try increasing the context size',
        type: 'invalid_request_error',
      },
    },
  ],
  [
    'llama.cpp: an input above its batch',
    500,
    16385,
    {
      error: {
        code: 500,
        message: 'input is too large to process. increase the physical batch size',
        type: 'server_error',
      },
    },
  ],
  [
    // vllm-project/vllm#20409; ogx-ai/ogx#4534 shows it without a wrapper.
    'vLLM: messages and completion',
    400,
    6048,
    {
      object: 'error',
      message:
        "This model's maximum context length is 6048 tokens. However, you requested 6616 tokens (568 in the messages, 6048 in the completion). Please reduce the length of the messages or completion.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  ],
  [
    // vLLM, renderers: TokenizeParams.
    'vLLM: input and output tokens',
    400,
    8192,
    {
      error: {
        message:
          "This model's maximum context length is 8192 tokens. However, you requested 4096 output tokens and your prompt contains at least 4097 input tokens, for a total of at least 8193 tokens.",
        type: 'BadRequestError',
        param: 'input_tokens',
        code: 400,
      },
    },
  ],
];

/** They speak of a model, and of something that is not there; the model is. */
export const OTHER_REASONS: readonly ServerError[] = [
  [
    'Ollama: a model without tools',
    400,
    { error: { message: 'registry.ollama.ai/library/x does not support tools', type: 'invalid_request_error' } },
  ],
  [
    'a tool that the model made up',
    400,
    { error: { message: 'model output names a tool that was not found', type: 'invalid_request_error' } },
  ],
];

export const UNSUPPORTED: readonly ServerError[] = [
  [
    // llama.cpp, tools/server: ERROR_TYPE_NOT_SUPPORTED.
    'llama.cpp: a server for embeddings',
    501,
    {
      error: {
        code: 501,
        message: 'This server does not support completions. Start it without `--embeddings`',
        type: 'not_supported_error',
      },
    },
  ],
  ['501 without a word', 501, {}],
];
