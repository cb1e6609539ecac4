import type { KeyTest, ProviderFacts } from '../admin/provider-facts.ts';
import type { ProviderSettings } from '../upstream/provider-settings.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** What the owner's side may know and do of a provider, without its keys. */
export function providerFacts(settings: ProviderSettings, { keys }: Upstream): ProviderFacts {
  const { name, isDemo, callsInFlight } = settings;
  return {
    ...{ name, isDemo, hasKey: settings.keys.length > 0, origin: new URL(settings.baseUrl).origin },
    maxCallsInFlight: callsInFlight,
    keys: () => (settings.keys.length > 0 ? (keys?.states ?? []) : []),
    test: keys === null ? null : () => Promise.all(keys.states.map(({ label }, at) => testKey(label, keys.test(at)))),
  };
}

async function testKey(label: string, test: Promise<Omit<KeyTest, 'label'>>): Promise<KeyTest> {
  return { label, ...(await test) };
}
