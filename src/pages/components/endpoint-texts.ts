/** Endpoints by the names that records carry, as every documentation calls them: the same in all languages. */
export const ENDPOINTS: Readonly<Record<string, string>> = {
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
  embeddings: '/v1/embeddings',
  moderations: '/v1/moderations',
  completions: '/v1/completions',
};
