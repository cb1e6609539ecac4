import { AdminError } from '../admin-error.ts';

const MAX_ADDRESS_LENGTH = 2000;
/** What people copy from an example of a call. */
const CALL_PATH = /\/(?:models|chat\/completions|completions|embeddings|responses)$/;

/** @returns the base URL, without a trailing slash @throws AdminError server_address_invalid */
export function parseServerAddress(text: string): URL {
  const typed = text.trim();
  const url = URL.parse(/^[\w.-]+:\d/.test(typed) ? `http://${typed}` : typed);
  const isHttp = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '';
  if (!isHttp || typed.length > MAX_ADDRESS_LENGTH) throw invalid('not-http');
  if (url.username !== '' || url.password !== '') throw invalid('sign-in');
  if (url.search !== '' || url.hash !== '') throw invalid('query');
  url.pathname = url.pathname.replace(/\/+$/, '').replace(CALL_PATH, '');
  return url;
}

function invalid(reason: 'not-http' | 'sign-in' | 'query') {
  return new AdminError({ code: 'server_address_invalid', reason }, ['address']);
}

/** A path below a base URL. */
export function below(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

/** As settings have it. */
export function textOfBase(base: URL): string {
  return base.href.replace(/\/+$/, '');
}
