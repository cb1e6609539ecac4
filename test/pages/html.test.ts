import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute, type Html, html, type Part } from '../../src/pages/web/html.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
}

/** Strings that mean something to a browser, among others. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom('<', '>', '"', "'", '&', '/', '=', ' ', '`', '-->', '</script>', '<img src=x onerror=x>', 'a'),
      {
        maxLength: 12,
      },
    )
    .map((pieces) => pieces.join('')),
);

describe('whatever is put into a template', () => {
  it('stays the text, and the value, that it was', () => {
    fc.assert(
      fc.property(hostile, hostile, (title, text) => {
        const shown = html`<p title="${title}">${text}</p>`.toString();
        const [, inAttribute, between] = /^<p title="([^"<>]*)">([^<>"]*)<\/p>$/.exec(shown) ?? [];
        expect(decoded(inAttribute ?? 'it broke out')).toBe(title);
        expect(decoded(between ?? 'it broke out')).toBe(text);
      }),
    );
  });

  it('stays one attribute when the attribute may be missing', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const shown = html`<input ${attribute('value', value)}>`.toString();
        expect(decoded(/^<input value="([^"<>]*)">$/.exec(shown)?.[1] ?? 'it broke out')).toBe(value);
      }),
    );
  });

  it('is printed as HTML only when a template made it', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p>${inner}${[html`<hr>`, 'a<b', 7]}</p>`.toString()).toBe('<p><b>&lt;i&gt;</b><hr>a&lt;b7</p>');
    const impostor = { toString: () => '<script>' } as unknown as Html;
    expect(() => html`<p>${impostor}</p>`).toThrow(TypeError);
  });

  it('prints nothing for what is not there', () => {
    expect(html`<p class="${null}" ${attribute('hidden', false)}>${undefined}${false}${null}</p>`.toString()).toBe(
      '<p class="" ></p>',
    );
  });
});

describe('a place where no escaping is safe is refused', () => {
  const value: Part = 'x';
  it.each<[string, () => Html]>([
    ['an attribute without quotes', () => html`<p title=${value}></p>`],
    ['an attribute in single quotes', () => html`<p title='${value}'></p>`],
    ['a script', () => html`<script>${value}</script>`],
    ['a style', () => html`<style>${value}</style>`],
    ['a comment', () => html`<!-- ${value} -->`],
    ['an event handler', () => html`<p onclick="${value}"></p>`],
    ['a style attribute', () => html`<p style="${value}"></p>`],
    ['the inside of a tag', () => html`<p ${value}></p>`],
    ['the name of a tag', () => html`<${value}>`],
    ['HTML in an attribute', () => html`<p title="${html`<b></b>`}"></p>`],
    ['a tag that is left open', () => html`<p title="${value}"`],
    ['an event handler as an attribute', () => html`<p ${attribute('onclick', 'x')}></p>`],
    ['a name that is made up', () => html`<p ${attribute('a b', 'x')}></p>`],
  ])('%s', (_, make) => {
    expect(make).toThrow(TypeError);
  });

  it.each([
    'javascript:alert(1)',
    ' javascript:x',
    'JaVaScRiPt:x',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    '',
  ])('an address that leads out or runs: %s', (address) => {
    expect(() => html`<a href="${address}">x</a>`).toThrow(TypeError);
    expect(() => html`<a ${attribute('href', address)}>x</a>`).toThrow(TypeError);
  });

  it.each(['/dashboard?a=1&b=2', '#main', '?lang=ko', 'https://example.org/'])('but not %s', (address) => {
    expect(decoded(html`<a href="${address}">x</a>`.toString())).toBe(`<a href="${address}">x</a>`);
  });
});
