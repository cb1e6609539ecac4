import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The name of the constraint, and its one value. */
const CONSTRAINT = 'visitor';
const BROWSER = 'browser';

/** For a route that only browsers get: to everybody else, its address stays as unknown as it is without it. */
export const ONLY_BROWSERS = { [CONSTRAINT]: BROWSER } as const;

const HTML_RANGE = /(?:^|,)\s*text\/html\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?=,|$)/i;

/**
 * A person who opened an address: a browser asks for HTML, and API clients ask for JSON or for anything. Of several
 * names that a client sends, JSON counts; and no browser sends a token by itself.
 */
export function isBrowserVisit({ accept = '', authorization }: IncomingHttpHeaders): boolean {
  return authorization === undefined && HTML_RANGE.test(accept) && !/\bjson\b/i.test(accept);
}

/** Lets routes name ONLY_BROWSERS. The router asks for each request, so the method, one comparison, comes first. */
export function addBrowserVisits(app: FastifyInstance): void {
  app.addConstraintStrategy({
    name: CONSTRAINT,
    storage: () => {
      const handlers = new Map<unknown, unknown>();
      return {
        get: (value: unknown) => handlers.get(value) ?? null,
        set: (value: unknown, handler: unknown) => void handlers.set(value, handler),
      } as never;
    },
    deriveConstraint: ({ method, headers }) =>
      (method === 'GET' || method === 'HEAD') && isBrowserVisit(headers) ? BROWSER : undefined,
    validate: () => undefined,
    mustMatchWhenDerived: false,
  });
}
