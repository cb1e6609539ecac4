import { SettingError } from './setting-values.ts';

/** An origin of http or https, without a slash at the end. jigap's paths begin at the root of its host. */
export function publicUrl(text: string): string {
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && (text === url.origin || text === `${url.origin}/`);
  if (isOrigin && !NO_NAME.test(url.host) && !UNSPECIFIED.has(url.hostname)) return url.origin;
  throw new SettingError(
    'this is no address for links; write it as https://class.example or http://192.168.0.10:8080, in lower case, without a path or a default port',
  );
}

/** A pattern, or a secret in the wrong setting: everybody would read it. */
const NO_NAME = /[*,]|^sk-|^jg[op]_/;
/** "All addresses of this machine": good for listening, no place to go. */
const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);
