/** An image in a request: its bytes in base64, behind what kind of image they are. */

const PREFIX = /^data:image\/(?:png|jpeg|webp|gif);base64,/;
const MAX_PREFIX_LENGTH = 'data:image/jpeg;base64,'.length;
const NOT_BASE64 = /[^A-Za-z0-9+/=]/g;

/**
 * Whether a text is exactly such a data URL. All of it is ASCII that JSON writes without escapes: its bytes in a body are
 * its length. The image itself is never decoded.
 */
export function isImageDataUrl(text: string): boolean {
  const prefix = PREFIX.exec(text.slice(0, MAX_PREFIX_LENGTH))?.[0];
  if (prefix === undefined) return false;
  NOT_BASE64.lastIndex = prefix.length;
  return !NOT_BASE64.test(text);
}
