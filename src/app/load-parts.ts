import { flushCompileCache } from 'node:module';

/** The large parts of the process, each with what the ones before it have not loaded. */
const PARTS = [
  () => import('fastify'),
  () => import('typebox'),
  () => import('../gateway/gateway.ts'),
  () => import('../api/api.ts'),
  () => import('../pages/pages.ts'),
];

/**
 * Loads the code of the process one part after another. Node holds what it read from its compile cache until the cache is
 * flushed: of all code at once that is 16 MB in small pieces, which the system never gets back.
 */
export async function loadParts(): Promise<void> {
  for (const load of PARTS) {
    await load();
    flushCompileCache();
  }
}
