import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROUTES, type StubRoute } from './stub-routes.ts';

export const OWNER_TOKEN = 'jgo_0123456789abcdefghjkmnpqrstvwxyz012345';
export const API_TOKEN = 'jgp_0123456789abcdefghjkmnpqrstvwxyz012345';

export interface RecordedRequest {
  readonly route: string;
  readonly query: Record<string, string>;
  readonly accept: string | undefined;
  /** Accept-Language */
  readonly language: string | undefined;
  readonly body: unknown;
  /** What was sent that is no JSON. */
  readonly text?: string;
}

export interface StubApi {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: RecordedRequest[];
  /** Answers a route ("GET /api/usage") so from now on. */
  readonly answer: (route: string, status: number, body: unknown, headers?: Record<string, string>) => void;
  /** Answers a route with each body once, the last one for good. */
  readonly answerInTurn: (route: string, bodies: readonly unknown[]) => void;
  readonly close: () => Promise<void>;
}

interface Planned {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string> | undefined;
}

/** The owner's API as its contract describes it: it refuses unknown routes, fields and query parameters. */
export async function startStubApi(): Promise<StubApi> {
  const requests: RecordedRequest[] = [];
  const planned = new Map<string, Planned[]>();
  // A connection that is kept must not end under the next request, however late a busy machine makes it.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const sent = await recordedFrom(request);
    requests.push(sent);
    const { status, body, headers } = nextOf(planned.get(sent.route)) ?? answerTo(sent, request.headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (route, status, body, headers) => planned.set(route, [{ status, body, headers }]),
    answerInTurn: (route, bodies) =>
      planned.set(
        route,
        bodies.map((body) => ({ status: 200, body })),
      ),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function nextOf(answers: Planned[] | undefined): Planned | undefined {
  return answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
}

async function recordedFrom(request: IncomingMessage): Promise<RecordedRequest> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const address = new URL(request.url ?? '/', 'http://stub');
  return {
    route: `${request.method} ${address.pathname}`,
    query: Object.fromEntries(address.searchParams),
    accept: request.headers.accept,
    language: request.headers['accept-language'],
    ...(request.headers['content-type'] === 'text/csv'
      ? { body: undefined, text }
      : { body: text === '' ? undefined : JSON.parse(text) }),
  };
}

function answerTo(sent: RecordedRequest, authorization: string | undefined): Planned {
  const isStudents = / \/(?:api\/me|v1)\b/.test(sent.route);
  const expected = isStudents ? API_TOKEN : OWNER_TOKEN;
  if (authorization !== `Bearer ${expected}`) return refused(401, 'this owner token is unknown: use the printed one');
  const route = ROUTES[sent.route];
  if (route === undefined) return refused(404, `there is no ${sent.route}`);
  const unknown = unknownWords(sent, route);
  if (unknown.length > 0) return refused(400, `unknown: ${unknown.join(', ')}`);
  return { status: route.status ?? 200, body: sent.accept === 'text/csv' ? route.csv : route.body };
}

function unknownWords({ query, body }: RecordedRequest, route: StubRoute): string[] {
  const words = [...Object.keys(query), ...Object.keys(body ?? {})];
  return words.filter((word) => !(route.takes ?? []).includes(word));
}

function refused(status: number, message: string): Planned {
  return { status, body: { error: { message, type: 'invalid_request_error', code: null, param: null } } };
}
