import { describe, expect, it } from 'vitest';
import { isImageDataUrl } from '../../../src/endpoints/parameters/image-url.ts';

describe('isImageDataUrl', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'])('takes base64 of the type %s', (type) => {
    expect(isImageDataUrl(`data:image/${type};base64,iVBORw0KGgo=`)).toBe(true);
    expect(isImageDataUrl(`data:image/${type};base64,`)).toBe(true);
    expect(isImageDataUrl(`data:image/${type};base64,${'A/b+9'.repeat(2 ** 20)}==`)).toBe(true);
  });

  it.each<[string, string]>([
    ['a link', 'https://a.example/cat.png'],
    ['nothing', ''],
    ['another type', 'data:image/svg+xml;base64,AAAA'],
    ['a file', 'data:application/pdf;base64,AAAA'],
    ['the other spelling of a type', 'data:image/jpg;base64,AAAA'],
    ['another case', 'data:image/PNG;base64,AAAA'],
    ['a scheme in another case', 'DATA:image/png;base64,AAAA'],
    ['more in the type', 'data:image/png;charset=utf-8;base64,AAAA'],
    ['no base64', 'data:image/png,AAAA'],
    ['something before it', ' data:image/png;base64,AAAA'],
    ['a space in it', 'data:image/png;base64,AA AA'],
    ['a line break behind it', 'data:image/png;base64,AAAA\n'],
    ['a line break in it', 'data:image/png;base64,AAAA\nAAAA'],
    ['the base64 of addresses', 'data:image/png;base64,AA-_'],
    ['a character of two bytes', 'data:image/png;base64,AA\u00e9'],
    ['a character that JSON escapes', 'data:image/png;base64,AA"'],
    ['a sign of no width', 'data:image/png;base64,AA\ufeff'],
    ['one percent escape', 'data:image/png;base64,AA%3D'],
    ['padding in it', 'data:image/png;base64,AA==AAAA'],
    ['more padding than there is', 'data:image/png;base64,AAAA==='],
    ['text at the very end', `data:image/png;base64,${'A'.repeat(2 ** 20)}!`],
  ])('takes nothing else: %s', (_what, text) => {
    expect(isImageDataUrl(text)).toBe(false);
  });

  it('is as many bytes in a body as it has characters', () => {
    const text = `data:image/webp;base64,${'abz09+/='.repeat(1000)}`;
    expect(Buffer.byteLength(JSON.stringify(text))).toBe(text.length + 2);
  });
});
