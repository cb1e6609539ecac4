/** Where the messages of a channel go. */
export const CHANNEL_KINDS = ['webhook', 'slack', 'discord', 'email'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Bytes of a URL. Those of chats have some 120. */
const MAX_URL_LENGTH = 2000;

/**
 * A URL or an e-mail address. Whoever knows the URL of a chat may write into it, so only its origin can be printed,
 * logged, serialised or inspected by accident.
 */
export class ChannelAddress {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** For the one who sends. */
  revealText(): string {
    return this.#text;
  }

  /** What may be seen: an e-mail address, or the origin of a URL. */
  get shown(): string {
    const url = URL.parse(this.#text);
    if (url === null || !/^https?:$/.test(url.protocol)) return this.#text;
    return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`;
  }

  toJSON(): string {
    return this.shown;
  }

  toString(): string {
    return this.shown;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.shown;
  }
}

export type UrlProblem = 'url_invalid' | 'url_scheme' | 'url_sign_in' | 'url_too_long';

/** @returns the URL as it is requested, or why it is none. Where its name leads is checked at each message. */
export function parseChannelUrl(text: string): { readonly url: string } | { readonly problem: UrlProblem } {
  const typed = text.trim();
  if (typed.length > MAX_URL_LENGTH) return { problem: 'url_too_long' };
  const url = URL.parse(typed);
  if (url === null || url.hostname === '' || /[\s\p{Cc}]/u.test(typed)) return { problem: 'url_invalid' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'url_scheme' };
  if (url.username !== '' || url.password !== '') return { problem: 'url_sign_in' };
  url.hash = '';
  return { url: url.href };
}
