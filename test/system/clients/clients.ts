/** The clients of the matrix, and what each of them has. */

import type { Toolchain } from './compiled-clients.ts';

export const ENDPOINTS = [
  'chat',
  'responses',
  'embeddings',
  'moderations',
  'completions',
  'images',
  'speech',
  'models',
] as const;
export type EndpointName = (typeof ENDPOINTS)[number];

/** Whose errors look alike. */
export type Family =
  | 'openai-node'
  | 'openai-python'
  | 'ai-sdk'
  | 'langchain-js'
  | 'llamaindex'
  | 'pydantic-ai'
  | 'agent-framework'
  | 'openai-go'
  | 'openai-java'
  | 'curl';

export interface Client {
  /** In the proxy's addresses. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  /** In its folder, or beside this file for Python. */
  readonly script: string;
  /** Of a Node client whose packages want other versions than those of ./node. */
  readonly folder?: string;
  /** Of a Python client: the requirements file of its environment. */
  readonly requirements?: string;
  /** Of a client in a language that is compiled; its folder has the name of that. */
  readonly toolchain?: Toolchain;
  readonly env?: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointName[];
  /** What it must show besides refusals, where that is less than everything. */
  readonly cells?: readonly string[];
}

const WHOLE: readonly EndpointName[] = ENDPOINTS;
const OF_A_FRAMEWORK: readonly EndpointName[] = ['chat', 'responses', 'embeddings', 'completions'];
/** Conversations with tools: what frameworks of agents are made for, and the test of a client in another language. */
const CONVERSATIONS = { endpoints: ['chat', 'responses'], cells: ['answer', 'stream', 'tools', 'turns'] } as const;

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
  {
    id: 'openai-agents-js',
    title: 'OpenAI Agents JS 0.20',
    family: 'openai-node',
    script: 'openai-agents.mjs',
    folder: 'node-agents',
    ...CONVERSATIONS,
  },
  {
    id: 'openai-agents-python',
    title: 'OpenAI Agents Python 0.24',
    family: 'openai-python',
    script: 'openai_agents.py',
    requirements: 'requirements-agents.txt',
    // Else it sends what was said, with the student's token, to OpenAI.
    env: { OPENAI_AGENTS_DISABLE_TRACING: '1' },
    ...CONVERSATIONS,
  },
  {
    id: 'pydantic-ai',
    title: 'Pydantic AI 2.68',
    family: 'pydantic-ai',
    script: 'pydantic_agents.py',
    requirements: 'requirements-agents.txt',
    ...CONVERSATIONS,
  },
  {
    id: 'agent-framework',
    title: 'Agent Framework 1.17',
    family: 'agent-framework',
    script: 'microsoft_agents.py',
    requirements: 'requirements-agents.txt',
    ...CONVERSATIONS,
  },
  {
    id: 'openai-go',
    title: 'openai-go 3.98',
    family: 'openai-go',
    script: 'main.go',
    toolchain: 'go',
    ...CONVERSATIONS,
  },
  {
    id: 'openai-java',
    title: 'openai-java 4.101',
    family: 'openai-java',
    script: 'Client.java',
    toolchain: 'java',
    ...CONVERSATIONS,
  },
];
