import type { Registry } from '@prometheus-io/client';
import type { KeyState } from '../upstream/keys/key-state.ts';
import type { Providers } from '../upstream/providers.ts';
import { addGauge } from './status-metrics.ts';

/** Keys that are not used now, by provider. A key has no series of its own: its name is the owner's affair. */
export function addKeyMetrics(registry: Registry, providers: Pick<Providers, 'all'>): void {
  const count = (state: KeyState['state']) => () =>
    providers.all.flatMap(({ name, keys }) =>
      keys === null
        ? []
        : [{ value: keys.states.filter((key) => key.state === state).length, labels: { provider: name } }],
    );
  const labelNames = ['provider'];
  addGauge(
    registry,
    { name: 'jigap_provider_keys_resting', help: 'Keys that were refused or are out of money.', labelNames },
    count('resting'),
  );
  addGauge(
    registry,
    { name: 'jigap_provider_keys_paused', help: 'Keys that a rate limit of the provider pauses.', labelNames },
    count('paused'),
  );
}
