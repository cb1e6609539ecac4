import { createDemoUpstream, type DemoUpstreamOptions } from './demo/demo.ts';
import type { KeyEvent } from './keys/key-state.ts';
import { createOpenAiUpstream } from './openai.ts';
import type { ProviderSettings } from './provider-settings.ts';
import type { Upstream } from './upstream.ts';
import type { UpstreamKey } from './upstream-key.ts';
import { UpstreamSecrets } from './upstream-secrets.ts';

/** From the providers to whoever tells the owner. */
class KeyEvents {
  listener: (event: KeyEvent) => void = () => {};
  readonly report = (event: KeyEvent): void => this.listener(event);
}

/** Who answers calls: the one of each model is named in the catalogue. */
export class Providers {
  readonly #byName: ReadonlyMap<string, Upstream>;
  readonly #secrets: UpstreamSecrets;
  readonly #main: Upstream;
  readonly #keyEvents: KeyEvents;

  /** @param upstreams at least one, each of another name, all with these secrets */
  constructor(upstreams: readonly Upstream[], secrets: UpstreamSecrets, keyEvents = new KeyEvents()) {
    const [main] = upstreams;
    if (main === undefined) throw new Error('there is no provider');
    this.#main = main;
    this.#byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
    this.#secrets = secrets;
    this.#keyEvents = keyEvents;
  }

  /** In the owner's order. */
  get all(): readonly Upstream[] {
    return [...this.#byName.values()];
  }

  /** The first. */
  get main(): Upstream {
    return this.#main;
  }

  /** Whether every answer is simulated: there is no real provider. */
  get isDemo(): boolean {
    return this.all.every(({ kind }) => kind === 'demo');
  }

  /** @throws Error for a name that the settings do not have: a catalogue with one is refused at the start */
  of(name: string): Upstream {
    const upstream = this.#byName.get(name);
    if (upstream === undefined) throw new Error(`there is no provider ${name}`);
    return upstream;
  }

  /** From now on, in place of who heard of them before. */
  listenToKeys(onKeyEvent: (event: KeyEvent) => void): void {
    this.#keyEvents.listener = onKeyEvent;
  }

  /** A text of any provider without the keys of all of them, their parts, or the account's ids. */
  scrub(text: string): string {
    return this.#secrets.scrub(text);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((upstream) => upstream.close()));
  }
}

export interface ProvidersOptions {
  readonly settings: readonly ProviderSettings[];
  readonly adminKey: UpstreamKey | null;
  readonly demo: DemoUpstreamOptions;
  /** The most calls of all students at once, those that are read on among them. */
  readonly connections: number;
}

/** A further kind of provider is another choice here. */
export function createProviders({ settings, adminKey, demo, connections }: ProvidersOptions): Providers {
  const secrets = new UpstreamSecrets();
  const keyEvents = new KeyEvents();
  const upstreams = settings.map((provider) =>
    provider.isDemo
      ? { ...createDemoUpstream(demo), name: provider.name }
      : createOpenAiUpstream({ ...provider, adminKey, connections, secrets, onKeyEvent: keyEvents.report }),
  );
  return new Providers(upstreams, secrets, keyEvents);
}
