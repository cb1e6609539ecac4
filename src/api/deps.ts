import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { AdminServices } from '../admin/admin-deps.ts';
import type { Change } from '../store/change.ts';

export interface OwnerDeps extends AdminServices {
  /** Counts a wrong owner token; how many seconds to wait when there were too many from an address, or null. */
  readonly countWrongToken: (request: FastifyRequest) => Promise<number | null>;
}

export type OwnerApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the audit says of a change that came in here. */
export function ownersChange(deps: OwnerDeps): Change {
  return { actor: 'owner', now: deps.now() };
}
