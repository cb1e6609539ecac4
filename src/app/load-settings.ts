import { CachedSettings } from '../admin/cached-settings.ts';
import { CurrentModels } from '../admin/current-models.ts';
import { OwnerTimeZone } from '../admin/owner-time-zone.ts';
import type { Config } from '../config/config.ts';
import type { Store } from '../store/store.ts';

export interface LoadSettingsDeps {
  readonly store: Store;
  readonly loadOwnerToken: () => Promise<unknown>;
  /** ms UTC. */
  readonly now: () => number;
}

/** What the owner changes while the server runs, and is kept in memory. */
export async function loadSettings(
  { models: environment, timeZone }: Pick<Config, 'models' | 'timeZone'>,
  { store, loadOwnerToken, now }: LoadSettingsDeps,
) {
  const models = new CurrentModels({ store: store.journal, environment, now });
  const ownerTimeZone = new OwnerTimeZone(store.journal, timeZone, now);
  const cached = new CachedSettings({
    store,
    loads: [loadOwnerToken, () => ownerTimeZone.load(), () => models.load()],
  });
  await cached.load();
  return { models, policy: models.policy, ownerTimeZone, cached };
}
