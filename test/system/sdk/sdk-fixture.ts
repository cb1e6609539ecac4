import OpenAI, { APIError } from 'openai';
import type { Language } from '../../../src/language/languages.ts';
import type { Store } from '../../../src/store/store.ts';
import type { NewStudent, StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { newSignal } from '../../support/signal.ts';
import { startWire, type Wire } from './wire.ts';

export const MODEL = 'gpt-3.5-turbo';
export const QUESTION = [{ role: 'user' as const, content: 'Why is the sky blue?' }];
export const CHAT = { model: MODEL, messages: QUESTION };

/** gpt-3.5-turbo and the well-behaved model: 10 input tokens at 500 nano-USD and 5 output tokens at 1500. */
export const COST_USD = 0.0000125;

export interface SdkFixtureOptions {
  readonly language?: Language;
  /** Of those whose class is not known; as the class when absent. */
  readonly serverLanguage?: Language;
  readonly env?: Readonly<Record<string, string>>;
  /** The client waits as long as it is told to before it tries again; otherwise not at all. */
  readonly patient?: boolean;
}

export interface TestCaller extends StudentWithToken {
  /** As a student makes it: nothing but a base URL and a key. */
  readonly client: OpenAI;
}

export interface Refused {
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the client raised
  readonly error: any;
  /** HTTP requests, tries again included. */
  readonly sent: number;
}

/** Which method of the store fails: the disk is full. */
export type BrokenMethod = 'placeHold' | 'findCaller' | null;

const FULL_DISK = new Error('the disk of this computer is full');

/** The whole product, a class in it, and the official client, with a wire between that counts. */
export interface SdkFixture {
  readonly app: RunningApp;
  readonly wire: Wire;
  readonly language: Language;
  /** Ends in /v1. */
  readonly baseURL: string;
  readonly classId: number;
  broken: BrokenMethod;
  /** What the broken method throws. */
  failure: Error;
  clientFor(apiKey: string): OpenAI;
  addCaller(fields?: NewStudent): Promise<TestCaller>;
  /** Resolves when the ledger has written the next end of a call. */
  nextSettlement(): Promise<void>;
  /** @throws Error when the call is served */
  refused(call: () => unknown): Promise<Refused>;
  recordsOf(caller: StudentWithToken): Promise<readonly Row[]>;
  budgetsOf(caller: StudentWithToken): Promise<readonly Row[]>;
  incidents(): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: as the API answers
type Row = any;

export async function startSdkFixture(options: SdkFixtureOptions = {}): Promise<SdkFixture> {
  const { language = 'en', serverLanguage = language, env = {}, patient = false } = options;
  let settlement = newSignal();
  const onSettled = () => {
    settlement.fire();
    settlement = newSignal();
  };
  const app = await startApp({
    env: { JIGAP_LANGUAGE: serverLanguage, JIGAP_STOP_SECONDS: '2', ...env },
    store: (store) => watchedStore(store, () => fixture, onSettled),
  });
  const wire = await startWire(app.url, { impatient: !patient });
  const baseURL = `${wire.url}/v1`;
  const rows = async (path: string) => (await app.api('GET', path)).json.data;
  const clientFor = (apiKey: string) => new OpenAI({ baseURL, apiKey });
  const fixture: SdkFixture = {
    ...{ app, wire, language, baseURL, classId: 0, broken: null, failure: FULL_DISK, clientFor },
    async addCaller(fields = {}) {
      const made = await app.newStudent({ classId: fixture.classId, ...fields });
      return { ...made, client: clientFor(made.token) };
    },
    nextSettlement: () => settlement.reached,
    async refused(call) {
      const before = wire.requests.length;
      const error = await raisedBy(call);
      return { error, sent: wire.requests.length - before };
    },
    recordsOf: ({ student }) => rows(`/api/requests?student_id=${student.id}`),
    budgetsOf: ({ student }) => rows(`/api/budgets?scope=student&scope_id=${student.id}`),
    incidents: () => rows('/api/incidents'),
    async stop() {
      // What a script left hanging would hold up the stop.
      app.upstream.reset();
      await wire.stop();
      await app.stop();
    },
  };
  const { json } = await app.api('POST', '/api/classes', { name: language === 'ko' ? '물리' : 'Physics', language });
  return Object.assign(fixture, { classId: json.id });
}

async function raisedBy(call: () => unknown): Promise<APIError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
  throw new Error('the call was served, and should have been refused');
}

function watchedStore(
  store: Store,
  breaks: () => Pick<SdkFixture, 'broken' | 'failure'>,
  onSettled: () => void,
): Store {
  const watch = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...values: unknown[]) => {
          const { broken, failure } = breaks();
          if (name === broken) throw failure;
          const result: unknown = await method.apply(target, values);
          if (name === 'resolveHold') onSettled();
          return result;
        };
      },
    });
  return { ...store, close: () => store.close(), access: watch(store.access), ledger: watch(store.ledger) };
}
