import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute, type Html, html, type Part } from '../../../src/pages/web/html.ts';

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

describe('a value in a template', () => {
  it('is escaped as text and as an attribute', () => {
    fc.assert(
      fc.property(hostile, hostile, (title, text) => {
        const printed = html`<p title="${title}">${text}</p>`.toString();
        const [, inAttribute, between] = /^<p title="([^"<>]*)">([^<>"]*)<\/p>$/.exec(printed) ?? [];
        expect(decoded(inAttribute ?? 'it broke out')).toBe(title);
        expect(decoded(between ?? 'it broke out')).toBe(text);
      }),
    );
  });

  it('is escaped in attribute()', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const printed = html`<input ${attribute('value', value)}>`.toString();
        expect(decoded(/^<input value="([^"<>]*)">$/.exec(printed)?.[1] ?? 'it broke out')).toBe(value);
      }),
    );
  });

  it('is HTML only when a template made it', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p>${inner}${[html`<hr>`, 'a<b', 7]}</p>`.toString()).toBe('<p><b>&lt;i&gt;</b><hr>a&lt;b7</p>');
    const impostor = { toString: () => '<script>' } as unknown as Html;
    expect(() => html`<p>${impostor}</p>`).toThrow(TypeError);
  });

  it('prints nothing for null, undefined and false', () => {
    expect(html`<p class="${null}" ${attribute('hidden', false)}>${undefined}${false}${null}</p>`.toString()).toBe(
      '<p class="" ></p>',
    );
  });
});

describe('html refuses a context where no escaping is safe', () => {
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
  ])('refuses %s', (_, make) => {
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
  ])('refuses the address %s', (address) => {
    expect(() => html`<a href="${address}">x</a>`).toThrow(TypeError);
    expect(() => html`<a ${attribute('href', address)}>x</a>`).toThrow(TypeError);
  });

  it.each(['/dashboard?a=1&b=2', '#main', '?lang=ko', 'https://example.org/'])('accepts the address %s', (address) => {
    expect(decoded(html`<a href="${address}">x</a>`.toString())).toBe(`<a href="${address}">x</a>`);
  });
});
