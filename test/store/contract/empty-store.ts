import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { TEST_START } from '../../support/clock.ts';
import type { TestEngine } from './engine.ts';
import { RunningStore } from './running-store.ts';

export const NOW = TEST_START;
export const OWNER = { actor: 'owner', now: NOW };
/** 5 USD a month in the wallet, 1 USD a week for a student. */
const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };

/**
 * An empty store for each test of the block that it is called in.
 * @param use is given the store, and the new one after a restart
 */
export function emptyStore(engine: TestEngine, use: (store: Store) => void): { restart(): Promise<void> } {
  const running = new RunningStore(engine);
  beforeEach(async () => {
    await running.begin({ server: SERVER, now: NOW });
    use(running.store);
  });
  afterEach(() => running.end());
  const restart = async () => {
    await running.close();
    await running.open({ server: SERVER, now: NOW });
    use(running.store);
  };
  return { restart };
}
