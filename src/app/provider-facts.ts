import type { KeyTest, ProviderFacts } from '../admin/provider-facts.ts';
import { ProviderSlots } from '../limits/provider-slots.ts';
import type { ProviderSettings } from '../upstream/provider-settings.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** What the owner's side may know and do of a provider, without its keys. */
export function providerFacts(
  settings: ProviderSettings,
  { keys, withoutKey }: Upstream,
  slots: ProviderSlots | undefined,
): ProviderFacts {
  const { name, isDemo, callsInFlight } = settings;
  // The name of a host may have the account's id in it.
  const origin = withoutKey(Buffer.from(new URL(settings.baseUrl).origin)).toString();
  return {
    ...{ name, isDemo, hasKey: settings.keys.length > 0, origin },
    maxCallsInFlight: callsInFlight,
    callsInFlight: () => slots?.taken ?? null,
    keys: () => (settings.keys.length > 0 ? (keys?.states ?? []) : []),
    test: keys === null ? null : () => Promise.all(keys.states.map(({ label }, at) => testKey(label, keys.test(at)))),
  };
}

async function testKey(label: string, test: Promise<Omit<KeyTest, 'label'>>): Promise<KeyTest> {
  return { label, ...(await test) };
}

/** Of the providers with a limit: a call to another one does not wait. */
export function providerSlots(providers: readonly ProviderSettings[]): ReadonlyMap<string, ProviderSlots> {
  const limited = providers.flatMap(({ name, callsInFlight, queueMs }) =>
    callsInFlight === null ? [] : [[name, new ProviderSlots({ callsInFlight, queueMs })] as const],
  );
  return new Map(limited);
}

/** Which providers take the fields that only OpenAI knows. */
export function takersOfOpenAiFields(providers: readonly ProviderSettings[]): (provider: string) => boolean {
  const takers = new Set(providers.filter((each) => each.wantsOpenAiFields).map(({ name }) => name));
  return (provider) => takers.has(provider);
}
