import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';

/** What a page answered. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of the body as it was sent: packed where it was. */
  readonly bytes: number;
  /** Where it leads on: path and query; null when it does not. */
  readonly location: string | null;
  readonly setCookies: readonly string[];
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Of a cookie that is taken away: said by its attributes, since a random value may well hold a year. */
export const EXPIRED = /; (?:Expires=Thu, 01 Jan 1970|Max-Age=0)/;

export type Fields = Readonly<Record<string, string | string[]>>;

/**
 * A browser without scripts: keeps cookies by path, sends forms with the proof that the page before showed, and follows
 * nothing by itself.
 */
export class Visitor {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  /** Name -> value and path; public, so that a test can steal or plant one. */
  readonly cookies = new Map<string, { readonly value: string; readonly path: string }>();
  #csrf = '';

  constructor(base: string, headers: Readonly<Record<string, string>> = {}) {
    this.#base = base;
    this.#headers = headers;
  }

  async get(path: string, options: RequestOptions = {}): Promise<PageAnswer> {
    const answer = await this.#send('GET', path, null, options);
    this.#csrf = /name="csrf" value="([^"]*)"/.exec(answer.text)?.[1] ?? this.#csrf;
    return answer;
  }

  /** Sends the fields, lists as repeated ones, and the csrf field of the last page that had one unless one is given. */
  async post(path: string, fields: Fields = {}, options: RequestOptions = {}) {
    const pairs = Object.entries({ csrf: this.#csrf, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    return this.#send('POST', path, new URLSearchParams(pairs).toString(), options);
  }

  /** As a script of the page asks: JSON, and the proof of the last page in a header. */
  async ask(path: string, body: object, options: RequestOptions = {}): Promise<PageAnswer> {
    const headers = { 'content-type': 'application/json', 'x-csrf': this.#csrf, ...options.headers };
    return this.#send('POST', path, JSON.stringify(body), { headers });
  }

  async signInAsOwner(app: RunningApp, fields: Readonly<Record<string, string>> = {}): Promise<PageAnswer> {
    return this.post('/dashboard/sign-in', { token: app.ownerToken, ...fields });
  }

  async signInAsStudent(token: string): Promise<PageAnswer> {
    return this.post('/me/sign-in', { token });
  }

  /** By node:http: fetch would not let a test say where a form comes from. */
  async #send(method: string, path: string, body: string | null, options: RequestOptions): Promise<PageAnswer> {
    const answer = await sendRaw(new URL(path, this.#base), method, body, {
      ...this.#headers,
      ...this.#cookieHeader(path),
      ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: this.#base }),
      ...options.headers,
    });
    for (const cookie of answer.setCookies) this.#keep(cookie);
    return answer;
  }

  #cookieHeader(path: string): Record<string, string> {
    const [pathname = ''] = path.split('?');
    const sent = [...this.cookies]
      .filter(([, cookie]) => cookie.path === '/' || pathname === cookie.path || pathname.startsWith(`${cookie.path}/`))
      .map(([name, { value }]) => `${name}=${value}`);
    return sent.length === 0 ? {} : { cookie: sent.join('; ') };
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const path = /; Path=([^;]+)/.exec(cookie)?.[1] ?? '/';
    if (EXPIRED.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}

export interface PagesUnderTest {
  readonly app: RunningApp;
  readonly visitor: (headers?: Readonly<Record<string, string>>) => Visitor;
  /** A visitor who is the owner. */
  readonly owner: () => Promise<Visitor>;
  /** A visitor who is the student with this API token. */
  readonly student: (token: string) => Promise<Visitor>;
}

/** The whole app; ends with the test, or with the file when it is called outside of one. */
export async function startPages(overrides: AppOverrides = {}): Promise<PagesUnderTest> {
  const app = await startApp(overrides);
  onTestFinished(() => app.stop());
  return pagesOf(app);
}

/** For an app that a file starts and stops by itself. */
export function pagesOf(app: RunningApp): PagesUnderTest {
  const visitor = (headers?: Readonly<Record<string, string>>) => new Visitor(app.url, headers);
  return {
    app,
    visitor,
    owner: async () => {
      const owner = visitor();
      await owner.signInAsOwner(app);
      await owner.get('/dashboard');
      return owner;
    },
    student: async (token) => {
      const student = visitor();
      await student.signInAsStudent(token);
      await student.get('/me');
      return student;
    },
  };
}

function sendRaw(
  url: URL,
  method: string,
  body: string | null,
  headers: Readonly<Record<string, string>>,
): Promise<PageAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { 'set-cookie': setCookies = [], ...rest } = response.headers;
        const body = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(Object.entries(rest).map(([name, value]) => [name, String(value)])),
          text: body.toString('utf8'),
          bytes: body.length,
          location: response.headers.location ?? null,
          setCookies,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
