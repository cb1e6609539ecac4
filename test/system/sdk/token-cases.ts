import OpenAI, { AuthenticationError, BadRequestError, PermissionDeniedError, RateLimitError } from 'openai';
import { newSecret } from '../../../src/access/api-tokens.ts';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT, type SdkFixture } from './sdk-fixture.ts';

const UNAUTHORIZED = {
  raises: AuthenticationError,
  status: 401,
  type: 'invalid_request_error',
  code: 'invalid_api_key',
  sent: 1,
} as const;
const FORBIDDEN = { raises: PermissionDeniedError, status: 403, type: 'invalid_request_error', sent: 1 } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

const chatWith = (fixture: SdkFixture, apiKey: string) => async () => {
  const client = fixture.clientFor(apiKey);
  return () => client.chat.completions.create(CHAT);
};

/** Who may call: steps 1 and 2. */
export const TOKEN_CASES: readonly RefusalCase[] = [
  {
    ...UNAUTHORIZED,
    name: 'noToken',
    says: { en: ['jgp_', 'api_key', 'base_url', 'teacher'], ko: ['jgp_', 'api_key', 'base_url', '선생님'] },
    arrange: async ({ baseURL }) => {
      const client = new OpenAI({ baseURL, apiKey: 'x', defaultHeaders: { authorization: null } });
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...UNAUTHORIZED,
    name: 'openaiKey',
    says: { en: ['does not take OpenAI keys', 'revoke it'], ko: ['OpenAI 키는 이 서버에서 쓸 수 없습니다', '폐기'] },
    arrange: (fixture) => chatWith(fixture, UPSTREAM_KEY)(),
  },
  {
    ...UNAUTHORIZED,
    name: 'badToken',
    when: 'mistyped',
    says: { en: ['not known', 'Copy it again', 'teacher'], ko: ['알 수 없는', '다시 복사', '선생님'] },
    arrange: async (fixture) => chatWith(fixture, (await fixture.addCaller()).token.slice(0, -1))(),
  },
  {
    ...UNAUTHORIZED,
    name: 'badToken',
    when: 'well-formed, but of another gateway',
    says: { en: ['not known'], ko: ['알 수 없는'] },
    arrange: (fixture) => chatWith(fixture, newSecret('jgp_'))(),
  },
  {
    ...UNAUTHORIZED,
    name: 'revokedToken',
    says: { en: ['replaced or revoked', 'teacher'], ko: ['폐기', '선생님'] },
    arrange: async (fixture) => {
      const { client, student } = await fixture.addCaller();
      const [token] = (await fixture.app.api('GET', `/api/students/${student.id}/tokens`)).json.data;
      await fixture.app.api('DELETE', `/api/tokens/${token.id}`);
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    ...UNAUTHORIZED,
    name: 'expiredToken',
    fixture: {},
    says: { en: ['expired', 'teacher'], ko: ['만료된', '선생님'] },
    arrange: async (fixture) => {
      const { student } = await fixture.addCaller();
      const expires_at = new Date(fixture.app.clock.now() + DAY_MS).toISOString();
      const issued = await fixture.app.api('POST', `/api/students/${student.id}/tokens`, { expires_at });
      fixture.app.clock.advance(DAY_MS);
      return chatWith(fixture, issued.json.token)();
    },
  },
  {
    ...FORBIDDEN,
    name: 'suspended',
    code: 'token_suspended',
    says: { en: ['suspended', 'budget is kept', 'teacher'], ko: ['정지', '예산은 그대로', '선생님'] },
    arrange: async ({ addCaller, app }) => {
      const { client, student } = await addCaller();
      await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
      return () => client.chat.completions.create(CHAT);
    },
  },
  {
    // A wrong token stays wrong, however long the client waits.
    name: 'tooManyFailures',
    raises: RateLimitError,
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    sent: 1,
    says: { en: [/Wait \d+ s/, 'wrong API tokens'], ko: [/\d+초 뒤/, '틀린 API 토큰'] },
    fixture: { env: { JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1' } },
    arrange: async (fixture) => {
      await fixture.app.chat(newSecret('jgp_'), CHAT);
      return chatWith(fixture, newSecret('jgp_'))();
    },
  },
  {
    // Larger than what the HTTP parser takes as headers: it never becomes a request to jigap.
    name: 'badRequest',
    unnumbered: true,
    raises: BadRequestError,
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    sent: 1,
    says: { en: ['can read'], ko: ['읽을 수 없는'] },
    arrange: (fixture) => chatWith(fixture, 'x'.repeat(20_000))(),
  },
];
