import { DEFAULT_PROVIDER } from '../../ledger/prices.ts';
import { type KeySource, PROVIDER_DEFAULTS, type ProviderSettings } from '../../upstream/provider-settings.ts';
import type { UpstreamKey } from '../../upstream/upstream-key.ts';
import type { LIMITS } from '../limit-settings.ts';
import type { Values } from '../setting.ts';
import { SETTINGS } from '../settings.ts';

type Settings = Values<typeof SETTINGS>;

/** The one of OPENAI_API_KEY and OPENAI_BASE_URL. @param key null: neither the variable nor the file has one */
export function environmentProvider(
  settings: Settings,
  { upstreamTimeoutMs }: Values<typeof LIMITS>,
  key: UpstreamKey | null,
): ProviderSettings {
  const { baseUrl, pricePercent } = settings;
  return Object.freeze({
    ...PROVIDER_DEFAULTS,
    name: DEFAULT_PROVIDER,
    baseUrl,
    addressSetting: SETTINGS.baseUrl.name,
    keySetting: settings.keyFile === null ? SETTINGS.key.name : SETTINGS.keyFile.name,
    keys: Object.freeze(key === null ? [] : [key]),
    keySources: Object.freeze(key === null ? [] : [keySource(settings)]),
    // There is neither a key nor an address but OpenAI's own, which takes no call without one.
    isDemo: key === null && baseUrl === SETTINGS.baseUrl.fallback,
    timeoutMs: upstreamTimeoutMs,
    pricePercent,
  });
}

function keySource({ keyFile }: Settings): KeySource {
  return keyFile === null ? { kind: 'variable', name: SETTINGS.key.name } : { kind: 'file', path: keyFile };
}
