/** The clients of the matrix, and what each of them has. */

export const ENDPOINTS = ['chat', 'responses', 'embeddings', 'moderations', 'completions', 'models'] as const;
export type EndpointName = (typeof ENDPOINTS)[number];

/** Whose errors look alike. */
export type Family = 'openai-node' | 'openai-python' | 'ai-sdk' | 'langchain-js' | 'llamaindex' | 'curl';

export interface Client {
  /** In the proxy's addresses. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  /** In ./node, or beside this file for Python. */
  readonly script: string;
  /** Of a Python client: the requirements file of its environment. */
  readonly requirements?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointName[];
}

const WHOLE: readonly EndpointName[] = ENDPOINTS;
const OF_A_FRAMEWORK: readonly EndpointName[] = ['chat', 'responses', 'embeddings', 'completions'];

export const CLIENTS: readonly Client[] = [
  {
    id: 'openai-node-7',
    title: 'openai-node 7.57',
    family: 'openai-node',
    script: 'openai.mjs',
    env: { PACKAGE: 'openai' },
    endpoints: WHOLE,
  },
  {
    id: 'openai-node-4',
    title: 'openai-node 4.104',
    family: 'openai-node',
    script: 'openai.mjs',
    env: { PACKAGE: 'openai4' },
    endpoints: WHOLE,
  },
  { id: 'ai-sdk', title: 'AI SDK 7', family: 'ai-sdk', script: 'ai-sdk.mjs', endpoints: OF_A_FRAMEWORK },
  {
    id: 'langchain-js',
    title: 'LangChain.js 1.6',
    family: 'langchain-js',
    script: 'langchain.mjs',
    endpoints: OF_A_FRAMEWORK,
  },
  { id: 'curl', title: 'curl', family: 'curl', script: 'curl.mjs', endpoints: WHOLE },
  {
    id: 'openai-python-3',
    title: 'openai-python 3.54',
    family: 'openai-python',
    script: 'openai_python.py',
    requirements: 'requirements.txt',
    endpoints: WHOLE,
  },
  {
    id: 'openai-python-1',
    title: 'openai-python 1.109',
    family: 'openai-python',
    script: 'openai_python.py',
    requirements: 'requirements-openai-1.txt',
    endpoints: WHOLE,
  },
  {
    id: 'langchain-python',
    title: 'LangChain Python 1.7',
    family: 'openai-python',
    script: 'langchain_python.py',
    requirements: 'requirements.txt',
    endpoints: OF_A_FRAMEWORK,
  },
  {
    id: 'llamaindex',
    title: 'LlamaIndex 0.8',
    family: 'llamaindex',
    script: 'llamaindex.py',
    requirements: 'requirements-llamaindex.txt',
    endpoints: OF_A_FRAMEWORK,
  },
];
