import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/pages/help/markdown.ts';
import { fillGuide } from '../../../src/pages/help/student-guide.ts';
import { blocksOf, readDocument } from '../../repository/document-blocks.ts';
import { ENGLISH } from '../sample-views.ts';
import { startPages } from '../test-browser.ts';

const NO_CHANGE = { codeLabel: 'Code', fillText: (text: string) => text, fillCode: (code: string) => code };
const render = (text: string) => renderMarkdown(ENGLISH, `# Title\n\n${text}`, NO_CHANGE);

/** The words of a page or of Markdown, without marks, spaces and controls. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/<button[\s\S]*?<\/button>/g, '')
    .replaceAll(/<caption[\s\S]*?<\/caption>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/^\|[ -]+\|.*-.*\|$/gm, '')
    .replaceAll(/^```\w*$|[\s`*|#]/gm, '');
}

describe('the instructions for students', () => {
  it.each([
    ['en', 'docs/students.en.md'],
    ['ko', 'docs/students.ko.md'],
  ] as const)('say on the page (%s) every word of %s, with the address of this server', async (language, document) => {
    const { app, browser } = await startPages();
    const { status, text } = await browser({ 'accept-language': language }).get('/help');
    expect(status).toBe(200);
    expect(text).toContain(`<html lang="${language}">`);
    const shown = wordsOf(
      text.slice(text.indexOf('<h1>'), text.indexOf('</main>')).replace(/<p class="notice[\s\S]*?<\/p>/, ''),
    );
    expect(shown).toBe(
      wordsOf(readDocument(document).replaceAll(/http:\/\/(?:ADDRESS|주소)/g, app.url)).replace(/^#/, ''),
    );
    expect(text.split('<pre')).toHaveLength(blocksOf(document).length + 1);
    expect(text).toContain('address-notice');
  });

  it('name the first model that students may use, and no other', async () => {
    const { browser } = await startPages({ env: { JIGAP_ALLOWED_MODELS: 'gpt-4o-mini' } });
    const { text } = await browser().get('/help');
    expect(text).toContain('model=&quot;gpt-4o-mini&quot;');
    expect(text).not.toContain('gpt-3.5-turbo');
  });

  it('are in the language, with the models and the owner’s title of the class of a student who is signed in', async () => {
    const { app, student } = await startPages({ env: { JIGAP_ALLOWED_MODELS: 'gpt-4o-mini,gpt-4o' } });
    const schoolClass = { name: 'AI', language: 'ko', owner_title: '교수님', allowed_models: ['gpt-4o'] };
    const { id } = (await app.api('POST', '/api/classes', schoolClass)).json;
    const { token } = await app.newStudent({ classId: id });
    const { status, text } = await (await student(token)).get('/me/help');
    expect(status).toBe(200);
    expect(text).toContain('<html lang="ko">');
    expect(text).toContain('model=&quot;gpt-4o&quot;');
    expect(text).toContain('교수님께');
    expect(text.slice(text.indexOf('class="guide"'))).not.toContain('선생님');
  });

  it('are for everybody at /help, and for a student with a session at /me/help', async () => {
    const { browser } = await startPages();
    expect(await browser().get('/me/help')).toMatchObject({ status: 303, location: '/me/sign-in' });
    for (const path of ['/', '/join']) expect((await browser().get(path)).text).toContain('href="/help"');
  });
});

describe('renderMarkdown', () => {
  it('makes sections, code, lists, tables and words in bold', () => {
    const { title, body } = render(
      'Lead.\n\n## A\n\n**b** `c<d`\n\n- one\n- two\n\n```sh\na "b"\n```\n\n| x | y |\n| --- | --- |\n| 1 | `2` |',
    );
    expect(title).toBe('Title');
    const shown = String(body);
    expect(shown.match(/<section/g)).toHaveLength(2);
    expect(shown).toContain('<strong>b</strong> <code>c&lt;d</code>');
    expect(shown).toContain('<ul><li>one</li><li>two</li></ul>');
    expect(shown).toContain('a &quot;b&quot;');
    expect(shown).toMatch(/<th scope="row" +data-head="x"/);
  });

  it.each(['<script>alert(1)</script>', 'a <b>c</b>', '![p](x.png)', '---', '> quoted'])('refuses %j', (text) => {
    expect(() => render(text)).toThrow('not understood');
  });

  it('lets no link run code', () => {
    expect(() => render('[a](javascript:alert(1))')).toThrow('may not link');
  });
});

describe('fillGuide', () => {
  it('quotes a model’s name in code, and keeps it text elsewhere', () => {
    const model = 'a "b" **c** `d`';
    const { fillText, fillCode } = fillGuide({ language: 'en', origin: 'https://x', model, schoolClass: null });
    expect(fillCode('create(model="gpt-3.5-turbo")')).toBe(`create(model=${JSON.stringify(model)})`);
    const { body } = renderMarkdown(ENGLISH, '# T\n\nuse `gpt-3.5-turbo`', { codeLabel: '', fillText, fillCode });
    expect(String(body)).toContain('<code>a &quot;b&quot; **c** `d`</code>');
  });
});
