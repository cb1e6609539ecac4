import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { RateLimitError } from 'openai';
import { errorJson } from '../../support/scripted-upstream.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT, type SdkFixture } from './sdk-fixture.ts';

const BUSY = { raises: RateLimitError, status: 429, type: 'requests', sent: 3 } as const;
const LLAMA = {
  ...{ id: 'llama-lab', provider: 'lab', snapshots: [], endpoints: ['chat'], inputs: ['text'], reasoning: false },
  ...{ context_window: 4096, max_output: 512, default_max_output: 512, shutdown_date: null },
  prices: [{ from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'a test' }],
};

/** Takes calls and answers none, so that whoever has its only slot keeps it. */
const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
await once(silent, 'listening');
silent.unref();

const folder = makeTempFolder();
process.once('exit', () => remove(folder));

/** A provider with one slot, where nobody waits long. */
function lab(): Record<string, string> {
  const { port } = silent.address() as AddressInfo;
  const provider = { name: 'lab', base_url: `http://127.0.0.1:${port}/v1`, calls_in_flight: 1, queue_seconds: 1 };
  const [providers, models] = [join(folder, 'providers.json'), join(folder, 'models.json')];
  writeFileSync(providers, JSON.stringify({ providers: [provider] }));
  writeFileSync(models, JSON.stringify({ models: [LLAMA] }));
  return { JIGAP_PROVIDERS_FILE: providers, JIGAP_MORE_MODELS_FILE: models, JIGAP_ALLOWED_MODELS: LLAMA.id };
}

/** What a student gets before a call is sent, because of the provider that it would go to. */
export const PROVIDER_CASES: readonly RefusalCase[] = [
  {
    ...BUSY,
    name: 'providerFull',
    code: 'provider_full',
    fixture: { env: lab() },
    says: {
      en: ['busy with the calls of others', 'not your fault', 'nothing was spent'],
      ko: ['다른 호출로 붐벼', '코드 잘못이 아니며', '돈도 들지 않았습니다'],
    },
    arrange: async ({ app, addCaller }) => {
      const [first, second] = [await addCaller(), await addCaller()];
      void app.chat(first.token, { ...CHAT, model: LLAMA.id }).catch(() => undefined);
      await app.callsInFlight(1);
      return () => second.client.chat.completions.create({ ...CHAT, model: LLAMA.id });
    },
  },
  {
    ...BUSY,
    name: 'upstreamPaused',
    code: 'upstream_rate_limit',
    fixture: {},
    says: {
      en: ['whole class', 'was not sent', /again in \d+ s/],
      ko: ['반 전체', '보내지 않았습니다', /\d+초 뒤/],
    },
    arrange: (fixture) => afterLimit(fixture, '30'),
  },
  {
    ...BUSY,
    name: 'upstreamPaused',
    when: 'for longer than a client waits',
    code: 'upstream_rate_limit',
    ...{ fixture: {}, sent: 1 },
    says: { en: ['was not sent', /again in \d{3} s/], ko: ['보내지 않았습니다', /\d{3}초 뒤/] },
    arrange: (fixture) => afterLimit(fixture, '300'),
  },
];

/** A classmate's call met the limit of the provider. @param retryAfter its header */
async function afterLimit({ app, addCaller }: SdkFixture, retryAfter: string): Promise<() => unknown> {
  app.upstream.next(errorJson(429, 'rate_limit_exceeded', 'Slow down', { 'retry-after': retryAfter }));
  const [classmate, { client }] = [await addCaller(), await addCaller()];
  await app.chat(classmate.token, CHAT);
  return () => client.chat.completions.create(CHAT);
}
