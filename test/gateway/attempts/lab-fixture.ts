import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { type AppFixture, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

/** Asked for by students; answered by PAID, then by FREE. */
export const NAME = 'gpt-3.5-turbo';
/** At OpenAI: 100 nano-USD a token of input, 500 of output. */
export const PAID = 'gpt-6-luna';
/** At the lab, free of charge, with a small window. */
export const FREE = 'llama-3.2-3b';
/** A call that never fits into the window of FREE. */
export const WINDOW = 4096;

export interface LabFixture extends AppFixture {
  /** The server of the lab; `upstream` is OpenAI's. */
  readonly lab: ScriptedUpstream;
  /** OpenAI's client, without tries again. */
  clientOf(student: TestStudent): OpenAI;
  /** Turns the switch of the class on or off. */
  fallBack(isOn: boolean): Promise<void>;
  /** Oldest first: the outcome, the served model and the provider of each record. */
  attemptsOf(
    student: TestStudent,
  ): Promise<readonly { outcome: string; served: string; provider: string; cost: number }[]>;
}

export interface LabOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Fields of the lab in JIGAP_PROVIDERS_FILE. */
  readonly lab?: object;
  /** Rows of JIGAP_MORE_MODELS_FILE beside FREE. */
  readonly models?: readonly object[];
}

const ZERO = { from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'a machine of ours' };

/** A model of the lab. */
export function labModel(id: string, fields: object = {}): object {
  return {
    ...{ id, provider: 'lab', snapshots: [], endpoints: ['chat', 'responses', 'completions'], inputs: ['text'] },
    ...{ context_window: WINDOW, max_output: 1024, default_max_output: 256, reasoning: false, shutdown_date: null },
    prices: [ZERO],
    ...fields,
  };
}

/** OpenAI and a server of the lab, both scripted, and a class that falls back. */
export async function startLabFixture({
  env = {},
  lab: fields = {},
  models = [],
}: LabOptions = {}): Promise<LabFixture> {
  const folder = makeTempFolder();
  const lab = await startScriptedUpstream();
  const providers = join(folder, 'providers.json');
  writeFileSync(providers, JSON.stringify({ providers: [{ name: 'lab', base_url: lab.url, ...fields }] }));
  const more = join(folder, 'more.json');
  writeFileSync(more, JSON.stringify({ models: [labModel(FREE), ...models] }));
  const fixture = await startAppFixture({
    env: {
      JIGAP_PROVIDERS_FILE: providers,
      JIGAP_MORE_MODELS_FILE: more,
      JIGAP_MODEL_ALIASES: `${NAME}=${PAID}|${FREE}`,
      ...env,
    },
  });
  const { app } = fixture;
  const stopApp = fixture.stop.bind(fixture);
  const fallBack = async (isOn: boolean) => {
    await app.owner.call('PATCH', `/api/classes/${fixture.classId}`, { falls_back: isOn });
  };
  await fallBack(true);
  const added = {
    lab,
    fallBack,
    clientOf: ({ token }: TestStudent) => new OpenAI({ apiKey: token, baseURL: `${app.url}/v1`, maxRetries: 0 }),
    async attemptsOf(student: TestStudent) {
      await fixture.settled();
      const records = await fixture.recordsOf(student);
      return records
        .toReversed()
        .map(({ outcome, servedModel, provider, cost }) => ({ outcome, served: servedModel, provider, cost }));
    },
    async stop() {
      await stopApp();
      await lab.stop();
      remove(folder);
    },
  };
  return Object.assign(fixture, added);
}
