import type { APIError } from 'openai';
import { expect } from 'vitest';
import type { RefusalName } from '../../../src/gateway/refusals/refusal.ts';
import type { Language } from '../../../src/language/languages.ts';
import { type Refused, type SdkFixture, type SdkFixtureOptions, startSdkFixture } from './sdk-fixture.ts';

// biome-ignore lint/suspicious/noExplicitAny: the constructors of the client's errors differ in their parameters
type ErrorClass = abstract new (...values: any[]) => APIError;

/** One refusal as a student meets it. */
export interface RefusalCase {
  readonly name: RefusalName;
  /** When one name has several ways to be met. */
  readonly when?: string;
  readonly raises: ErrorClass;
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param?: string;
  /** HTTP requests that the client sends: 1, or 3 for what is worth trying again. */
  readonly sent: 1 | 3;
  /** What each text must tell. */
  readonly says: Readonly<Record<Language, readonly (string | RegExp)[]>>;
  /** A fixture of its own, for what would disturb others. */
  readonly fixture?: Omit<SdkFixtureOptions, 'language'>;
  /** What is refused before it is a request has no number. */
  readonly unnumbered?: true;
  /** How many calls reach the provider; none unless said otherwise. */
  readonly reachesProvider?: number;
  /** Prepares, and returns the call that is refused. */
  readonly arrange: (fixture: SdkFixture) => Promise<() => unknown>;
}

/** In words of one language only: a Korean class reads Korean, an English class has no Hangul in its texts. */
function expectRefusal(refused: Refused, expected: RefusalCase, language: Language): void {
  const { error, sent } = refused;
  const text: string = error.error?.message ?? '';
  expect(error).toBeInstanceOf(expected.raises);
  expect(error).toMatchObject({
    status: expected.status,
    type: expected.type,
    code: expected.code,
    param: expected.param ?? null,
    message: `${expected.status} ${text}`,
  });
  expect(/\p{Script=Hangul}/u.test(text)).toBe(language === 'ko');
  for (const word of expected.says[language]) expect(text).toMatch(word);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{/);
  expect(sent).toBe(expected.sent);
}

/** Runs one case, in the shared fixture or in its own, and looks at everything that the client met. */
export async function runCase(expected: RefusalCase, shared: SdkFixture, look = noLook): Promise<void> {
  const { language } = shared;
  const fixture = expected.fixture === undefined ? shared : await startSdkFixture({ language, ...expected.fixture });
  try {
    fixture.app.upstream.reset();
    const call = await expected.arrange(fixture);
    const reached = fixture.app.upstream.calls.length;
    fixture.wire.reset();
    const refused = await fixture.refused(call);
    expectRefusal(refused, expected, language);
    expectGoodManners(fixture, refused, expected);
    expect(fixture.app.upstream.calls.length - reached).toBe(expected.reachesProvider ?? 0);
    await look(fixture);
  } finally {
    if (fixture !== shared) await fixture.stop();
  }
}

const noLook = async (_fixture: SdkFixture): Promise<void> => {};

/** What holds for every refusal: a request id, the truth about a retry, and no secret or prompt. */
function expectGoodManners({ wire, app }: SdkFixture, { error, sent }: Refused, { unnumbered }: RefusalCase): void {
  for (const { headers } of wire.answers) {
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
    const retriedByStatus = error.status === 429 || error.status >= 500;
    expect(headers['x-should-retry']).toBe(retriedByStatus ? String(sent > 1) : 'false');
    // A wait that the client honours is a minute at most; a longer one is not repeated.
    if (headers['retry-after'] !== undefined) {
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      if (sent > 1) expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(headers['retry-after-ms']).toBe(`${headers['retry-after']}000`);
    }
  }
  expect(error.requestID).toEqual(unnumbered ? null : expect.stringMatching(/^req_[0-9a-f]{32}$/));
  for (const line of app.logLines) expect(line).not.toMatch(/sky blue|jgp_|sk-proj|Bearer/);
}
