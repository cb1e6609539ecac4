import type { JournalStore } from '../store/journal-store.ts';
import type { KeyEvent } from '../upstream/keys/key-state.ts';
import type { Logger } from './logging.ts';

export interface KeyIncidentsDeps {
  readonly journal: Pick<JournalStore, 'raiseIncident'>;
  readonly logger: Logger;
  /** ms UTC. */
  readonly now: () => number;
}

/** Tells the owner of a key that rests. Students notice nothing, so nobody else would. */
export function createKeyIncidents({ journal, logger, now }: KeyIncidentsDeps): (event: KeyEvent) => void {
  return ({ provider, label, ...event }) => {
    const key = { provider, key: label };
    switch (event.kind) {
      case 'works':
        logger.info(key, 'a key of the provider works again');
        return;
      case 'paused':
        logger.warn({ ...key, model: event.model, seconds: event.seconds }, 'the provider limits calls: none is sent');
        return;
      case 'rests': {
        const { reason, answer } = event;
        const detail = `the provider ${provider} answered ${answer} to its key ${label}: it is not used for now, and another one is`;
        logger.warn({ ...key, reason }, detail);
        journal
          .raiseIncident('upstream_key_resting', detail, now())
          .catch((error: unknown) => logger.error({ err: error }, 'an incident could not be written'));
      }
    }
  };
}
