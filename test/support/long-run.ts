declare module 'vitest' {
  interface TestTags {
    tags: 'long';
  }
}

/**
 * Of a test or a block that `npm test` leaves out: `npm run test:long` runs it, and .ci/run at every change. What it
 * promises is tested in `npm test` too, in fewer ways.
 */
export const LONG_RUN: { readonly tags: ['long'] } = { tags: ['long'] };
