import { changeBy, OWNER } from '../admin/actor.ts';
import type { Change } from '../store/change.ts';
import type { ApiDeps } from './api-deps.ts';

export type { ApiApp as OwnerApp, ApiDeps as OwnerDeps } from './api-deps.ts';

export function ownersChange(deps: Pick<ApiDeps, 'now'>): Change {
  return changeBy(OWNER, deps.now());
}
