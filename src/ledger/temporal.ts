import type { Temporal } from 'temporal-polyfill';

type Api = typeof Temporal;

/** Of the runtime where it has one (Node 26). What stands in for it is loaded only elsewhere: it takes 2 MB. */
export const temporal: Api =
  (globalThis as { readonly Temporal?: Api }).Temporal ?? (await import('temporal-polyfill')).Temporal;
