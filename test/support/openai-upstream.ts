import { createOpenAiUpstream } from '../../src/upstream/openai.ts';
import { PROVIDER_DEFAULTS } from '../../src/upstream/provider-settings.ts';
import type { Upstream } from '../../src/upstream/upstream.ts';
import { UpstreamKey } from '../../src/upstream/upstream-key.ts';
import { UpstreamSecrets } from '../../src/upstream/upstream-secrets.ts';

/** A client of one provider, as the server makes it, without the server. The caller closes it. */
export function openAiUpstream(options: { baseUrl: string; key: string; timeoutMs: number }): Upstream {
  const { baseUrl, key, timeoutMs } = options;
  return createOpenAiUpstream({
    ...PROVIDER_DEFAULTS,
    ...{ name: 'openai', addressSetting: 'OPENAI_BASE_URL', keySetting: 'OPENAI_API_KEY' },
    ...{ baseUrl, timeoutMs, connections: 1 },
    keys: [new UpstreamKey(key)],
    keySources: [],
    secrets: new UpstreamSecrets(),
  });
}
