import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type ApiDocument, groupsOf } from '../../../../src/pages/dashboard/api-reference/api-document.ts';
import { commandOf, exampleOf } from '../../../../src/pages/dashboard/api-reference/example-request.ts';
import { fieldsOf, typeOf } from '../../../../src/pages/dashboard/api-reference/schema-fields.ts';
import { startPages } from '../../test-browser.ts';

/** Of a page alone: with its style sheet and scripts it must stay below 100 KB. */
const MAX_BYTES = 70 * 1024;
const PATH = '/dashboard/api';

async function startReference() {
  const pages = await startPages();
  const document: ApiDocument = (await pages.app.api('GET', '/api/openapi.json')).json;
  return { ...pages, groups: groupsOf(document) };
}

describe('the reference of the API', () => {
  it('has every route, with each of its fields and its description', async () => {
    const { owner, groups } = await startReference();
    const browser = await owner();
    const index = (await browser.get(PATH)).text;
    expect(groups.flatMap(({ operations }) => operations).length).toBeGreaterThan(30);
    for (const { slug, operations } of groups) {
      const page = (await browser.get(`${PATH}/${slug}`)).text;
      for (const { id, method, path, summary, parameters = [], requestBody } of operations) {
        expect(index).toContain(`${PATH}/${slug}#${id}`);
        expect(page.split(`id="${id}"`), `${method} ${path}`).toHaveLength(2);
        const shown = escaped(sectionOf(page, id));
        expect(shown).toContain(summary);
        const schema = requestBody?.content['application/json']?.schema ?? {};
        const names = [...parameters.map(({ name }) => name), ...fieldsOf(schema).map((field) => field.path)];
        for (const name of names) expect(shown).toContain(`<code>${name}</code>`);
        for (const { description } of fieldsOf(schema)) expect(shown).toContain(description ?? '');
      }
    }
  });

  it('is in both languages, without scripts of its own, and no page is above 70 KB', async () => {
    const { owner, groups } = await startReference();
    const browser = await owner();
    for (const path of [PATH, ...groups.map(({ slug }) => `${PATH}/${slug}`)]) {
      const { status, text, bytes } = await browser.get(path);
      expect(status).toBe(200);
      expect(bytes, path).toBeLessThan(MAX_BYTES);
      expect(text).not.toMatch(/jgo_(?!\.\.\.)/);
      const korean = (await browser.get(path, { headers: { 'accept-language': 'ko' } })).text;
      expect(korean).toContain('<html lang="ko">');
      expect(korean).toContain('API 안내');
    }
  });

  it('is the owner’s: others are led to the sign-in', async () => {
    const { browser, groups } = await startReference();
    for (const path of [PATH, `${PATH}/${groups[0]?.slug}`]) {
      expect(await browser().get(path)).toMatchObject({ status: 303, location: expect.stringContaining('sign-in') });
    }
  });

  it('shows an answer once, and leads to it from the other routes that give it', async () => {
    const { owner } = await startReference();
    const { text } = await (await owner()).get(`${PATH}/classes`);
    const [post, show, list] = ['post-classes', 'get-classes-id', 'get-classes'].map((id) => sectionOf(text, id));
    expect(post).toContain('<code>join_code</code>');
    expect(show).toContain('The same as the answer of <a href="#post-classes">');
    expect(list).toContain('Each of data is what is in the answer of <a href="#post-classes">');
    for (const section of [show, list]) expect(section).not.toContain('join_code</code>');
  });

  it('answers 404 for a group that there is not', async () => {
    const { owner } = await startReference();
    expect((await (await owner()).get(`${PATH}/nothing`)).status).toBe(404);
  });

  it('has examples with the address of this server, for the shell of the reader', async () => {
    const { app, owner } = await startReference();
    const browser = await owner();
    expect((await browser.get(`${PATH}/classes`)).text).toContain(`curl -X POST &#39;${app.url}/api/classes&#39;`);
    const windows = { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' } };
    expect((await browser.get(`${PATH}/classes`, windows)).text).toContain(
      `Invoke-RestMethod &#39;${app.url}/api/classes`,
    );
  });

  it('has examples that the API takes', async () => {
    const { app, groups } = await startReference();
    for (const operation of groups.flatMap(({ operations }) => operations)) {
      const { method, path, body, needsToken } = exampleOf(operation);
      const isFile = body !== null && 'file' in body;
      expect(body !== null && 'text' in body ? body.text : '', `${method} ${path}`).not.toContain(':"text"');
      const response = await fetch(app.url + path, {
        method,
        headers: {
          ...(needsToken ? { authorization: `Bearer ${app.ownerToken}` } : {}),
          ...(body === null ? {} : { 'content-type': isFile ? 'text/csv' : body.contentType }),
        },
        ...(body === null ? {} : { body: isFile ? '김민지,20261000\n' : body.text }),
      });
      // Some examples name a class, a student or an incident that an empty server has not.
      const text = await response.text();
      // At the address of this one nobody listens here.
      if (path === '/api/models/discover')
        expect([response.status, text]).toEqual([400, expect.stringContaining('Nothing listens')]);
      else expect([200, 201, 204, 404, 409], `${method} ${path}: ${text}`).toContain(response.status);
    }
  });
});

/** The section of one route. */
function sectionOf(page: string, id: string): string {
  return page.slice(page.indexOf(`id="${id}"`)).split('</section>')[0] ?? '';
}

function escaped(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('commandOf', () => {
  const example = {
    ...{ method: 'POST', path: '/api/x', needsToken: true },
    body: { contentType: 'application/json', text: `{"name":"it's $HOME"}` },
  };

  it('quotes for a POSIX shell', () => {
    const command = commandOf(example, 'http://127.0.0.1:1', 'posix').replace(/^curl/, `printf '%s\\n'`);
    const { stdout } = spawnSync('sh', ['-c', command], { env: { JIGAP_OWNER_TOKEN: 'jgo_x' }, encoding: 'utf8' });
    expect(stdout.split('\n')).toEqual([
      ...['-X', 'POST', 'http://127.0.0.1:1/api/x', '-H', 'Authorization: Bearer jgo_x'],
      ...['-H', 'Content-Type: application/json', '-d', `{"name":"it's $HOME"}`, ''],
    ]);
  });

  it('quotes for PowerShell', () => {
    expect(commandOf(example, 'http://127.0.0.1:1', 'powershell')).toContain(`-Body '{"name":"it''s $HOME"}'`);
  });
});

describe('typeOf', () => {
  it.each([
    [{ type: 'integer', minimum: 0 }, 'integer, 0 or more'],
    [{ type: 'integer', minimum: 1, maximum: 200 }, 'integer, 1 to 200'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
    [{ enum: ['ko', 'en'] }, '"ko" or "en"'],
    [{ type: 'array', items: { type: 'string' }, maxItems: 1000 }, 'list of strings, at most 1000'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'object with any names'],
    [{}, 'anything'],
  ])('says %j as %s', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });
});
