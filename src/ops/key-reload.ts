import { setTimeout } from 'node:timers/promises';
import type { Change } from '../store/change.ts';
import type { DiagnosticsStore } from '../store/diagnostics-store.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { KeyProblem, ProviderReading, ReadKeys } from '../upstream/keys/key-reading.ts';
import type { Providers } from '../upstream/providers.ts';
import type { UpstreamKeys } from '../upstream/upstream.ts';
import type { BackgroundJob } from './background-job.ts';
import type { Logger } from './logging.ts';

export interface KeyReloadDeps {
  /** Finds what two readings find. */
  readonly readKeys: ReadKeys;
  readonly providers: Pick<Providers, 'all'>;
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  readonly diagnostics: Pick<DiagnosticsStore, 'noteKeysRead'>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
  /** Between two readings, ms. */
  readonly everyMs?: number;
}

/** Polled, because no watch of the system sees every change: mounts of containers, links that are exchanged. */
const EVERY_MS = 3000;
/** Between the two readings of a reload. */
const SETTLE_MS = 250;

/** language/incident-notes.ts translates them. */
const WHY = {
  gone: 'its file is gone',
  empty: 'there is no key in it',
  malformed: 'what is in it is no key',
  unreadable: 'it cannot be read',
} as const satisfies Record<KeyProblem, string>;

/** Takes up keys that were changed, in their files or in .env, while the server runs. Never takes one away. */
export class KeyReload implements BackgroundJob {
  readonly #deps: KeyReloadDeps;
  /** The last problem of each key, so that it is reported once. */
  readonly #problems = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(deps: KeyReloadDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.run(), this.#deps.everyMs ?? EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One after the other: two that overlap would take half a file for one that does not change. */
  run(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  /** The owner asks for it, by SIGHUP: what is there now, and resting keys are tried again. */
  async reload(): Promise<void> {
    this.#deps.logger.info('the keys of the providers are read again');
    await this.run();
    await setTimeout(SETTLE_MS);
    await this.run();
    for (const { keys } of this.#deps.providers.all) keys?.tryNow();
  }

  async #read(): Promise<void> {
    const { readKeys, providers, logger } = this.#deps;
    try {
      for (const { provider, keys: readings } of await readKeys()) {
        const { keys } = providers.all.find(({ name }) => name === provider) ?? { keys: null };
        if (keys !== null) await this.#take(provider, readings, keys);
      }
    } catch (error) {
      logger.error({ err: error }, 'the keys could not be read again');
    }
  }

  async #take(provider: string, readings: ProviderReading['keys'], keys: UpstreamKeys): Promise<void> {
    const { journal, diagnostics, logger, now } = this.#deps;
    const labels = keys.states.map(({ label }) => label);
    const replaced = keys.replace(readings.map(({ key }) => key)).map((at) => labels[at] ?? '');
    if (replaced.length > 0) {
      logger.info({ provider, keys: replaced }, 'keys of the provider were read again, and are used from now on');
      const change: Change = { actor: 'system', now: now() };
      await diagnostics.noteKeysRead(provider, replaced, change);
    }
    for (const [at, { key, problem }] of readings.entries()) {
      const label = labels[at] ?? '';
      const id = `${provider} ${at}`;
      if (key !== null) this.#problems.delete(id);
      if (problem === null || this.#problems.get(id) === problem) continue;
      this.#problems.set(id, problem);
      const detail = `the key ${label} of the provider ${provider} was not read again (${WHY[problem]}): the one before stays in use`;
      logger.warn({ provider, key: label, problem }, detail);
      await journal.raiseIncident('upstream_key_unreadable', detail, now());
    }
  }
}
