import type { UsageList } from '../upstream/provider-bill.ts';
import { CHAT } from './chat.ts';
import { COMPLETIONS } from './completions.ts';
import { EMBEDDINGS } from './embeddings.ts';
import type { Endpoint } from './endpoint.ts';
import { IMAGES } from './images.ts';
import { MODERATIONS } from './moderations.ts';
import { RESPONSES } from './responses.ts';
import { SPEECH } from './speech.ts';
import { TRY_IMAGE, TRY_IMAGE_PATH } from './try-image.ts';
import { TRY_IT, TRY_IT_PATH } from './try-it.ts';
import { TRY_SPEECH, TRY_SPEECH_PATH } from './try-speech.ts';

/**
 * Everything that is served: what is not here is refused. Routes, the text of a 404, the kinds of the catalogue, the
 * pages' names and the demo's answers derive from this list.
 */
export const ENDPOINTS = [
  CHAT,
  RESPONSES,
  COMPLETIONS,
  EMBEDDINGS,
  MODERATIONS,
  IMAGES,
  SPEECH,
] as const satisfies readonly Endpoint[];

export type EndpointKind = (typeof ENDPOINTS)[number]['kind'];

/** Before the path of an endpoint: answers what a call could cost, and sends nothing. */
export const DRY_RUN_PATH = '/dry-run';

const BEFORE_PATH = new RegExp(`^(?:/v1)?(?:${DRY_RUN_PATH})?(?=/)`);

/** A path without /v1 and the dry run before it. */
export function bareRoute(path: string): string {
  return path.replace(BEFORE_PATH, '');
}

/** @param route as it was registered: with /v1 or without, also of a dry run */
export function findEndpoint(route: string | undefined): Endpoint | null {
  if (route === TRY_IT_PATH) return TRY_IT;
  if (route === TRY_SPEECH_PATH) return TRY_SPEECH;
  if (route === TRY_IMAGE_PATH) return TRY_IMAGE;
  if (route === undefined) return null;
  const bare = bareRoute(route);
  return ENDPOINTS.find(({ path }) => bare === path) ?? null;
}

/** For the text of a 404. */
export const SERVED_ROUTES = [
  ...ENDPOINTS.map(({ path }) => `POST /v1${path}`),
  'GET /v1/models',
  'GET /v1/usage',
  'GET /api/me',
].join(', ');

/** What the reconciliation reads of the provider's bill. */
export const USAGE_LISTS = new Set<UsageList>(
  ENDPOINTS.flatMap(({ usageList }) => (usageList === null ? [] : [usageList])),
);
