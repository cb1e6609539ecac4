import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';

const OWN_FILES = ["'self'"];

/** No frames, no plugins, no inline script or style, nothing from elsewhere: an injected text stays text. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: OWN_FILES,
  styleSrc: OWN_FILES,
  // blob: is what a script of ours was sent as an answer.
  imgSrc: [...OWN_FILES, 'blob:'],
  mediaSrc: ['blob:'],
  connectSrc: OWN_FILES,
  formAction: OWN_FILES,
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

const HSTS_MAX_AGE_SECONDS = 365 * 24 * 60 * 60;

/** The headers of every page and asset. */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    frameguard: { action: 'deny' },
    // With `no-referrer`, browsers send `Origin: null` with our own forms, and csrf.ts could not tell them apart.
    referrerPolicy: { policy: 'same-origin' },
    hsts: false,
  });
  // Browsers ignore it over plain http; a machine in a school may serve other things by plain http on the same host.
  app.addHook('onRequest', async (request, reply) => {
    if (request.protocol === 'https') reply.header('strict-transport-security', `max-age=${HSTS_MAX_AGE_SECONDS}`);
  });
}

/**
 * For a page whose address holds a secret. With `no-referrer`, browsers would send `Origin: null` with our form, and over
 * plain http csrf.ts could not tell it from another site's; `strict-origin` names the host alone.
 */
export function keepPathOutOfReferer(reply: FastifyReply): void {
  void reply.header('referrer-policy', 'strict-origin');
}
