/** Why the models of a server cannot be listed. Nothing of what it said is in it. */
export type DiscoveryProblem =
  | { readonly code: 'server_address_invalid'; readonly reason: 'not-http' | 'sign-in' | 'query' | 'not-allowed' }
  | { readonly code: 'provider_name_invalid' }
  /** Nothing listens, the name has no address, or the certificate is not trusted. */
  | { readonly code: 'server_unreachable'; readonly reason: Unreachable }
  | { readonly code: 'server_wants_key'; readonly status: number }
  | { readonly code: 'server_redirects'; readonly status: number }
  /** betterAddress null: no list was found beside it either. */
  | { readonly code: 'server_without_models'; readonly status: number; readonly betterAddress: string | null }
  | { readonly code: 'server_answer_unusable'; readonly reason: 'too-large' | 'not-a-list' };

export type Unreachable = 'refused' | 'unknown-name' | 'timeout' | 'certificate' | 'other';

const CODES: ReadonlySet<string> = new Set<DiscoveryProblem['code']>([
  'server_address_invalid',
  'provider_name_invalid',
  'server_unreachable',
  'server_wants_key',
  'server_redirects',
  'server_without_models',
  'server_answer_unusable',
]);

export function isDiscoveryProblem(problem: { readonly code: string }): problem is DiscoveryProblem {
  return CODES.has(problem.code);
}
