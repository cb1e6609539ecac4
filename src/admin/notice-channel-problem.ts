/** Why a change of a channel, or a delivery, was refused. */
export type NoticeChannelProblem =
  // One for each UrlProblem.
  | { readonly code: 'url_invalid' }
  | { readonly code: 'url_scheme' }
  | { readonly code: 'url_sign_in' }
  | { readonly code: 'url_too_long' }
  | { readonly code: 'notice_kind_unknown'; readonly kind: string; readonly known: readonly string[] }
  | { readonly code: 'too_many_channels'; readonly max: number }
  /** Only webhooks sign. */
  | { readonly code: 'channel_signs_nothing' }
  | { readonly code: 'notice_channel_off'; readonly name: string }
  | { readonly code: 'delivery_sent' }
  | { readonly code: 'delivery_is_test' }
  | { readonly code: 'notice_channel_not_found'; readonly id: number }
  | { readonly code: 'delivery_not_found'; readonly id: number };
