import { expect, onTestFinished } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { ALL_MODELS, type Ask, ask } from './calls.ts';
import { type Canaries, leaksIn, SECRETS, WORDS } from './canaries.ts';
import { tracesOf } from './traces.ts';

/** The whole product with canaries in it, and a student who writes down every byte that she gets. */
export interface SecrecyFixture {
  readonly app: RunningApp;
  /** @param about what a leak is named after @returns the status; the bytes are kept */
  ask(call: Pick<Ask, 'path' | 'body'>, headers?: Readonly<Record<string, string>>, about?: string): Promise<number>;
  /** Bytes that a student got by other ways. */
  got(what: string, bytes: Uint8Array | string): void;
  /** @throws when a secret went to a student, or anything at all into the log, the files or the owner's answers */
  expectNothingLeaked(): Promise<void>;
}

/** Ends with the test. */
export async function startSecrecyFixture(env: Readonly<Record<string, string>> = {}): Promise<SecrecyFixture> {
  const app = await startApp({
    env: {
      OPENAI_API_KEY: SECRETS.key,
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
      JIGAP_ALLOWED_MODELS: ALL_MODELS,
      JIGAP_LOG_LEVEL: 'trace',
      JIGAP_WALLET_MONTHLY_USD: '100000',
      JIGAP_STUDENT_WEEKLY_USD: '10000',
      JIGAP_STOP_SECONDS: '1',
      ...env,
    },
  });
  onTestFinished(() => app.stop());
  const { token } = await app.newStudent();
  const secrets: Canaries = { ...SECRETS, 'API token': token };
  const received: { readonly what: string; readonly bytes: Buffer }[] = [];
  return {
    app,
    async ask(call, headers, about = '') {
      const { status, received: bytes } = await ask(app.url, token, call, headers);
      received.push({ what: `${about} ${call.path} -> ${status}`.trim(), bytes });
      return status;
    },
    got: (what, bytes) => void received.push({ what, bytes: Buffer.from(bytes) }),
    async expectNothingLeaked() {
      const atStudents = received.flatMap(({ what, bytes }) =>
        leaksIn(bytes, secrets).map((leak) => `${leak}: ${what}`),
      );
      expect(atStudents).toEqual([]);
      const read = async (path: string) => (await app.api('GET', path)).text;
      const traces = await tracesOf({ databasePath: app.databasePath, log: app.logLines.join('\n'), read });
      expect(traces.map(({ place }) => place)).toEqual(expect.arrayContaining(['log', '/metrics', '/api/requests']));
      const elsewhere = traces.flatMap(({ place, bytes }) =>
        leaksIn(bytes, { ...secrets, ...WORDS }).map((leak) => `${leak}: ${place}`),
      );
      expect(elsewhere).toEqual([]);
    },
  };
}
