import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { AdminServices } from '../admin/admin-deps.ts';

export interface ApiDeps extends AdminServices {
  /** Origin of links, which the owner set; null: the client knows by which address it came. */
  readonly publicUrl: string | null;
  /** Counts a wrong owner token; how many seconds to wait when there were too many from an address, or null. */
  readonly countWrongToken: (request: FastifyRequest) => Promise<number | null>;
}

export type ApiApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
