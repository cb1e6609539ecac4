import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const TOLD_TO_PAGES = [
  'x-request-id',
  'x-should-retry',
  'retry-after',
  'retry-after-ms',
  'x-jigap-cost-usd',
  'x-jigap-remaining-usd',
  'x-jigap-resets-at',
  'x-jigap-max-tokens',
  'x-jigap-demo',
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of these origins, and no others, call from a browser. The headers asked for are reflected: OpenAI's client
 * sends a dozen of its own (x-stainless-*), whose names change with its versions.
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: TOLD_TO_PAGES,
    maxAge: PREFLIGHT_SECONDS,
  });
}
