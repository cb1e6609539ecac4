import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';

/** The response to one request. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The size of the body as it was sent: compressed where it was. */
  readonly bytes: number;
  /** The Location header: path and query; null when it is no redirect. */
  readonly location: string | null;
  readonly setCookies: readonly string[];
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** The attributes that delete a cookie. Only attributes are searched: a random value may well hold a year. */
export const EXPIRED = /; (?:Expires=Thu, 01 Jan 1970|Max-Age=0)/;

export type Fields = Readonly<Record<string, string | string[]>>;

/**
 * A browser without scripts: keeps cookies by path, sends forms with the CSRF token of the last page, and follows no
 * redirect by itself.
 */
export class TestBrowser {
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

  /** Sends what a script of the page sends: JSON, with the CSRF token of the last page in a header. */
  async postJson(path: string, body: object, options: RequestOptions = {}): Promise<PageAnswer> {
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
    for (const cookie of answer.setCookies) this.#storeCookie(cookie);
    return answer;
  }

  #cookieHeader(path: string): Record<string, string> {
    const [pathname = ''] = path.split('?');
    const sent = [...this.cookies]
      .filter(([, cookie]) => cookie.path === '/' || pathname === cookie.path || pathname.startsWith(`${cookie.path}/`))
      .map(([name, { value }]) => `${name}=${value}`);
    return sent.length === 0 ? {} : { cookie: sent.join('; ') };
  }

  #storeCookie(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const path = /; Path=([^;]+)/.exec(cookie)?.[1] ?? '/';
    if (EXPIRED.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}

export interface PagesUnderTest {
  readonly app: RunningApp;
  readonly browser: (headers?: Readonly<Record<string, string>>) => TestBrowser;
  /** A browser with the owner's session. */
  readonly owner: () => Promise<TestBrowser>;
  /** A browser with the session of the student who has this API token. */
  readonly student: (token: string) => Promise<TestBrowser>;
}

/** The whole app; ends with the test, or with the file when it is called outside of one. */
export async function startPages(overrides: AppOverrides = {}): Promise<PagesUnderTest> {
  const app = await startApp(overrides);
  onTestFinished(() => app.stop());
  return pagesOf(app);
}

/** For an app that a file starts and stops by itself. */
export function pagesOf(app: RunningApp): PagesUnderTest {
  const browser = (headers?: Readonly<Record<string, string>>) => new TestBrowser(app.url, headers);
  return {
    app,
    browser,
    owner: async () => {
      const owner = browser();
      await owner.signInAsOwner(app);
      await owner.get('/dashboard');
      return owner;
    },
    student: async (token) => {
      const student = browser();
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
