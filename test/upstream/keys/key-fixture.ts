import { onTestFinished } from 'vitest';
import type { KeyEvent } from '../../../src/upstream/keys/key-state.ts';
import { createOpenAiUpstream } from '../../../src/upstream/openai.ts';
import { type KeyOrder, PROVIDER_DEFAULTS } from '../../../src/upstream/provider-settings.ts';
import type { Upstream } from '../../../src/upstream/upstream.ts';
import { UpstreamKey } from '../../../src/upstream/upstream-key.ts';
import { UpstreamSecrets } from '../../../src/upstream/upstream-secrets.ts';
import { type Script, type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

export interface KeyFixture {
  readonly upstream: Upstream;
  readonly provider: ScriptedUpstream;
  readonly events: readonly KeyEvent[];
  readonly secrets: UpstreamSecrets;
  /** The last letter of the key of each call, in their order. */
  readonly used: () => string;
}

export function keyNamed(letter: string): UpstreamKey {
  return new UpstreamKey(`sk-proj-test-key-of-the-ring-${letter}`);
}

/** A provider on a real port, and one key for each letter. */
export async function startKeys(letters: string, keyOrder: KeyOrder = 'in_order'): Promise<KeyFixture> {
  const provider = await startScriptedUpstream();
  const events: KeyEvent[] = [];
  const secrets = new UpstreamSecrets();
  const names = [...letters];
  const upstream = createOpenAiUpstream({
    ...PROVIDER_DEFAULTS,
    ...{ name: 'openai', addressSetting: 'OPENAI_BASE_URL', keySetting: 'OPENAI_API_KEY' },
    ...{ baseUrl: provider.url, timeoutMs: 5000, connections: 100, secrets },
    keyOrder,
    keys: names.map(keyNamed),
    keySources: names.map((name) => ({ kind: 'variable', name: `KEY_${name.toUpperCase()}` })),
    onKeyEvent: (event) => events.push(event),
  });
  onTestFinished(async () => {
    await upstream.close();
    await provider.stop();
  });
  const used = () => provider.calls.map(({ headers }) => headers.authorization?.at(-1) ?? '-').join('');
  return { upstream, provider, events, secrets, used };
}

/** Answers by the last letter of the key: with the script of it, else well. */
export function byKey(scripts: Readonly<Record<string, Script>>, otherwise: Script): Script {
  return (call, act) => (scripts[call.headers.authorization?.at(-1) ?? ''] ?? otherwise)(call, act);
}
