import type { Registry } from '@prometheus-io/client';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CheckState } from './self-check.ts';

export interface OperationsDeps {
  readonly registry: Registry;
  /** What is wrong with the database; null: nothing. */
  readonly databaseProblem: () => string | null;
  /** Rejects when the ledger cannot be written. */
  readonly writeLedger: () => Promise<unknown>;
  /** What the self-check found. */
  readonly checkState: () => CheckState;
  readonly isStopping: () => boolean;
  /** Whether an Authorization header holds the owner token or the token for metrics. */
  readonly mayReadMetrics: (authorization: string | undefined) => boolean;
  /** Counts a wrong token against its address: seconds to wait when there were too many, otherwise null. */
  readonly countWrongToken: (request: FastifyRequest) => Promise<number | null>;
}

/** For the person who runs the process: is it alive, may it get calls, and how is it doing. */
export async function operations(app: FastifyInstance, deps: OperationsDeps): Promise<void> {
  app.get('/livez', async () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    if (deps.isStopping()) return reply.code(503).send({ status: 'stopping' });
    const problem = deps.databaseProblem();
    if (problem !== null) return reply.code(503).send({ status: problem });
    try {
      await deps.writeLedger();
    } catch {
      return reply.code(503).send({ status: 'the ledger cannot be written' });
    }
    // What is wrong is the owner's affair (incidents, jigap check); that something is, is the supervisor's too.
    const { lastAt, problems } = deps.checkState();
    const last_check = lastAt === null ? null : new Date(lastAt).toISOString();
    if (problems > 0) return reply.code(503).send({ status: 'the ledger check failed', faults: problems, last_check });
    return { status: 'ok', last_check };
  });

  // What the whole class spends is the owner's affair. The address proves nothing: behind a proxy on this machine,
  // everybody in the world comes from 127.0.0.1, and no header of a request shows that there is no proxy.
  app.get('/metrics', async (request, reply) => {
    const { authorization } = request.headers;
    if (deps.mayReadMetrics(authorization)) {
      return reply.type(deps.registry.contentType).send(await deps.registry.metrics());
    }
    const waitSeconds = authorization === undefined ? null : await deps.countWrongToken(request);
    if (waitSeconds !== null) {
      return reply
        .code(429)
        .header('retry-after', String(waitSeconds))
        .send({ error: { message: TOO_MANY_FAILURES } });
    }
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: { message: NEEDS_TOKEN } });
  });
}

const NEEDS_TOKEN = '/metrics needs a bearer token: the one in JIGAP_METRICS_TOKEN, or the owner token.';
const TOO_MANY_FAILURES = 'Too many wrong tokens came from this address. Wait, then try again with the right one.';
