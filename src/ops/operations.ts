import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import type { CheckState } from './self-check.ts';

export interface OperationsDeps {
  readonly registry: Registry;
  /** Rejects when the ledger cannot be written. */
  readonly writeLedger: () => Promise<unknown>;
  /** What the self-check found. */
  readonly checkState: () => CheckState;
  readonly isStopping: () => boolean;
  readonly isOwner: (authorization: string | undefined) => boolean;
}

/** For whoever runs the process: is it alive, may it get calls, and how is it doing. */
export async function operations(app: FastifyInstance, deps: OperationsDeps): Promise<void> {
  app.get('/livez', async () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (deps.isStopping()) return reply.code(503).send({ status: 'stopping' });
    try {
      await deps.writeLedger();
    } catch {
      return reply.code(503).send({ status: 'the ledger cannot be written' });
    }
    // What is wrong is the owner's affair (incidents, jigap check); that something is, is the supervisor's too.
    const { lastAt, faults } = deps.checkState();
    const last_check = lastAt === null ? null : new Date(lastAt).toISOString();
    if (faults > 0) return reply.code(503).send({ status: 'the ledger check failed', faults, last_check });
    return { status: 'ok', last_check };
  });

  // What the whole class spends is the owner's affair; a scraper on this machine needs no token.
  app.get('/metrics', async (request, reply) => {
    if (!isFromThisMachine(request) && !deps.isOwner(request.headers.authorization)) {
      return reply.code(401).send({ error: { message: 'From elsewhere, /metrics takes the owner token.' } });
    }
    return reply.type(deps.registry.contentType).send(await deps.registry.metrics());
  });
}

/** Behind a proxy on the same machine everybody seems to be here; the proxy's header gives them away. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress ?? '';
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address);
  return loopback && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
}
