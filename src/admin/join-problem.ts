/** Why somebody cannot join a class, or a join request cannot be decided. */
export type JoinProblem =
  | { readonly code: 'unknown_code' }
  | { readonly code: 'class_over' }
  | { readonly code: 'no_place' }
  | { readonly code: 'name_taken' }
  | { readonly code: 'identity_missing' }
  /** As many join requests wait as may. */
  | { readonly code: 'requests_full' }
  /** Another request was approved as this student, and its API token is not fetched yet. */
  | { readonly code: 'place_promised'; readonly id: number; readonly name: string }
  /** Nothing says for certain whom a join request means. */
  | { readonly code: 'approval_unclear'; readonly id: number }
  | { readonly code: 'join_request_not_found'; readonly id: number };
