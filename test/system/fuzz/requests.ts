import fc from 'fast-check';
import { SECRETS, WORDS } from '../secrecy/canaries.ts';
import { bodyFor, bytesOf, GOOD_BODIES, type HostileBody } from './bodies.ts';

/** Whose token is sent; the fixture knows them. */
const CALLERS = ['poor', 'poor', 'revoked', 'suspended', 'nobody', 'none', 'owner', 'wrong'] as const;
export type CallerName = 'rich' | (typeof CALLERS)[number];

const FRAMINGS = [
  ...(['no length', 'short length', 'long length', 'two lengths', 'a length of letters', 'a negative length'] as const),
  ...([
    'chunked',
    'chunked and a length',
    'wrong chunk',
    'endless chunk',
    'chunk with an extension',
    'trailers',
  ] as const),
] as const;
export type Framing = 'length' | (typeof FRAMINGS)[number];

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly caller: CallerName;
  /** Lines as they are, without their ends. */
  readonly headers: readonly string[];
  readonly body: HostileBody;
  readonly framing: Framing;
  /** Sent in pieces of so many bytes; 0: in one. */
  readonly pieces: number;
  /** Resets the connection when so many bytes have been sent; -1: at the first byte of the answer; null: never. */
  readonly gone: number | null;
}

const { prompt } = WORDS;
const PATHS = Object.keys(GOOD_BODIES);

const METHODS = [
  ...[
    'GET',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'HEAD',
    'TRACE',
    'CONNECT',
    'QUERY',
    'PROPFIND',
    'PRI',
    'post',
    'FOO',
  ],
];

/** Ways to say an address that is served, or one that must not be. */
const TWISTS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => `/v1${path}/`,
  (path) => `//v1${path}`,
  (path) => `/v1/${path}`,
  (path) => `/v1${path.replace('/', '/%2f')}`,
  (path) => `/v1${path.replaceAll('/', '%2F')}`,
  (path) => `/v1/./x/..${path}`,
  (path) => `/v1/%2e%2e/v1${path}`,
  (path) => `/v1${path}?model=gpt-4`,
  (path) => `/v1${path}?${'a=b&'.repeat(500)}`,
  (path) => `/v1${path}#${prompt}`,
  (path) => `/v1${path};a=b`,
  (path) => `/v1${path}%00`,
  (path) => `/V1${path.toUpperCase()}`,
  (path) => `/v1\\${path}`,
  (path) => `http://127.0.0.1:1/v1${path}`,
  (path) => `https://elsewhere.test/v1${path}`,
  (path) => `/v1${path}/${'m'.repeat(3000)}`,
  (path) => `/v1${path}/%zz/${prompt}`,
  (path) => `/v1${path}/é`,
  () => '/v1/files',
  () => '/v1/responses/resp_1',
  () => '/v1/models',
  () => '/v1/models/gpt-3.5-turbo',
  () => `/v1/models/${prompt}`,
  () => '/v1/models/..%2f..%2fapi%2fstudents',
  () => '/v1/models/__proto__',
  () => '/api/me',
  () => '/api/students',
  () => `/api/requests?limit=${prompt}`,
  () => '/api/usage?from=2026-13-45&to=NaN',
  () => '/api/students/1%20or%201=1',
  () => '/api/classes/99999999999999999999999',
  () => '/api/openapi.json',
  () => '/metrics',
  () => '/readyz',
  () => '*',
  () => '',
  () => `/${'a'.repeat(20_000)}`,
];

const HEADER_LINES: readonly string[] = [
  ...[
    'Expect: 100-continue',
    'Expect: nonsense',
    'Upgrade: websocket',
    'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings',
  ],
  ...['Connection: close', 'Connection: keep-alive, close', 'Connection: authorization', 'Keep-Alive: timeout=999999'],
  ...[
    'Content-Type: text/plain',
    'Content-Type: application/json; charset=utf-16',
    'Content-Type: ',
    'Content-Type: ;;;',
  ],
  ...[
    'Content-Type: multipart/form-data; boundary=',
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'Content-Encoding: ',
  ],
  ...['Authorization: Basic eDp5', 'Authorization:', `Authorization: Bearer ${SECRETS['a key that a student tried']}`],
  ...[
    'Host: elsewhere.test',
    'Host:',
    'Host: a\r\nHost: b',
    'Origin: https://evil.test',
    'Origin: null',
    'Cookie: a=b',
  ],
  ...[
    'X-Forwarded-For: 1.2.3.4, ::1',
    'Forwarded: for="[::1]"',
    'X-HTTP-Method-Override: DELETE',
    'X-Original-URL: /api',
  ],
  ...['OpenAI-Organization: org-of-a-student', 'OpenAI-Beta: assistants=v2', 'Idempotency-Key: 1', 'Range: bytes=0-1'],
  ...['Accept: text/event-stream', 'Accept-Encoding: br', 'If-None-Match: *', 'TE: trailers', 'Trailer: Authorization'],
  ...[`X-Long: ${'l'.repeat(9000)}`, `X-Longer: ${'l'.repeat(40_000)}`, `${'X-Many: a\r\n'.repeat(300)}X-End: z`],
  ...[
    'X-Null: a\0b',
    'X-Tab: \ta',
    'X-High: \xff\xfe',
    ' folded: yes',
    'X-Bare: a\rb',
    'no colon at all',
    ': no name',
    'X Y: z',
  ],
  ...[
    'Transfer-Encoding: identity',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding : chunked',
    'Content-Length : 5',
  ],
  ...['Access-Control-Request-Method: POST', `X-Words: ${prompt}`, 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
];

const path = fc.constantFrom(...PATHS);
const seldom = <Value>(usual: Value, others: readonly Value[], weight = 12): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

export const hostileRequest: fc.Arbitrary<HostileRequest> = path.chain((served) =>
  fc.record({
    method: seldom('POST', METHODS),
    path: fc.oneof(
      { weight: 10, arbitrary: fc.constant(`/v1${served}`) },
      { weight: 1, arbitrary: fc.constantFrom(...TWISTS).map((twist) => twist(served)) },
    ),
    caller: seldom<CallerName>('rich', CALLERS, 6),
    headers: fc.oneof(
      { weight: 5, arbitrary: fc.constant<string[]>([]) },
      { weight: 2, arbitrary: fc.array(fc.constantFrom(...HEADER_LINES), { minLength: 1, maxLength: 3 }) },
    ),
    body: bodyFor(served),
    framing: seldom<Framing>('length', FRAMINGS),
    pieces: seldom(0, [1, 7, 1000], 8),
    gone: seldom<number | null>(null, [-1, 0, 10, 200, 1_000_000], 12),
  }),
);

/** Whether an answer must come: the framing of the request is right, also when its content is wrong. */
export function isWellFramed({ method, path: target, headers, framing, gone }: HostileRequest): boolean {
  const framed = framing === 'length' || framing === 'chunked';
  return framed && gone === null && headers.length === 0 && method === 'POST' && !/[^!-~]|^$/.test(target);
}

/** The bytes of the whole request. */
export function requestBytes(request: HostileRequest, token: string | null): Buffer {
  const content = bytesOf(request.body);
  const [framing, body] = framed(request.framing, content);
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    ...['Host: gateway.test', 'Content-Type: application/json', 'Connection: close'],
    ...(token === null ? [] : [`Authorization: Bearer ${token}`]),
    ...(request.body.wrapping === 'gzip' ? ['Content-Encoding: gzip'] : []),
    ...request.headers,
    ...framing,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function framed(framing: Framing, content: Buffer): [lines: string[], body: Buffer] {
  const size = content.length;
  const chunk = (head: string, end = '0\r\n\r\n') =>
    Buffer.concat([Buffer.from(`${head}\r\n`), content, Buffer.from(`\r\n${end}`)]);
  const chunked = 'Transfer-Encoding: chunked';
  const hex = size.toString(16);
  switch (framing) {
    case 'no length':
      return [[], content];
    case 'short length':
      return [[`Content-Length: ${size >> 1}`], content];
    case 'long length':
      return [[`Content-Length: ${size + 100}`], content];
    case 'two lengths':
      return [[`Content-Length: ${size}`, 'Content-Length: 5'], content];
    case 'a length of letters':
      return [['Content-Length: 0x5'], content];
    case 'a negative length':
      return [['Content-Length: -5'], content];
    case 'chunked':
      return [[chunked], size === 0 ? Buffer.from('0\r\n\r\n') : chunk(hex)];
    case 'chunked and a length':
      return [[chunked, `Content-Length: ${size}`], chunk(hex)];
    case 'wrong chunk':
      return [[chunked], chunk((size + 7).toString(16))];
    case 'endless chunk':
      return [[chunked], chunk('fffffffffffffffff')];
    case 'chunk with an extension':
      return [[chunked], chunk(`${hex};${'e'.repeat(20_000)}`)];
    case 'trailers':
      return [
        [chunked, 'Trailer: Authorization'],
        chunk(hex, '0\r\nAuthorization: Bearer x\r\nContent-Length: 5\r\n\r\n'),
      ];
    default:
      return [[`Content-Length: ${size}`], content];
  }
}
