import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AppOverrides } from '../../support/running-app.ts';
import { startPages } from '../test-browser.ts';

const PUBLIC = 'https://class.example';
const NOTICE = 'class="notice near address-notice"';
const NAMES = { host: 'jigap.school.example' };

/** The pages that have a link or a base URL, by name, as one browser sees them. */
async function pagesWithLinks(overrides: AppOverrides, headers: Readonly<Record<string, string>> = {}) {
  const { app, browser, owner, student } = await startPages(overrides);
  const { id, join_code: joinCode } = (await app.api('POST', '/api/classes', { name: 'One', join_places: 3 })).json;
  const { student: kim, token } = await app.newStudent({ classId: id });
  const teacher = await owner();
  const get = async (path: string) => (await teacher.get(path, { headers })).text;
  const post = async (path: string, fields: Record<string, string>) =>
    (await teacher.post(path, fields, { headers: { ...headers, 'sec-fetch-site': 'same-origin' } })).text;
  const joining = await get(`/dashboard/classes/${id}`);
  // `newest`: the token that the form was shown beside.
  const form = { newest: '1', label: '', last_day: '' };
  const issued = await post(`/dashboard/students/${kim.id}/tokens`, form);
  await app.api('POST', '/api/students', { name: 'Park', class_id: id });
  const bulk = await post(`/dashboard/classes/${id}/bulk/do`, { action: 'tokens', everyone: 'yes' });
  const joined = (await browser(headers).post('/join', { code: joinCode, name: 'Lee' })).text;
  const me = (await (await student(token)).get('/me', { headers })).text;
  return { app, pages: { joining, issued, bulk, joined, me } };
}

describe('the address in links and base URLs', () => {
  it('is the one that the owner set, whatever a browser says', async () => {
    const { pages } = await pagesWithLinks({ env: { JIGAP_PUBLIC_URL: `${PUBLIC}/` } }, { host: 'evil.example' });
    expect(pages.joining).toContain(`${PUBLIC}/join?code=`);
    expect(pages.issued).toContain(`${PUBLIC}/v1`);
    expect(pages.me).toContain(`${PUBLIC}/v1`);
    for (const page of Object.values(pages)) {
      expect(page).not.toContain('evil.example');
      expect(page).not.toContain(NOTICE);
    }
  });

  it('has a notice beside it on every page where it is good for this computer only', async () => {
    const { app, pages } = await pagesWithLinks({});
    expect(pages.joining).toContain(`${app.url}/join?code=`);
    for (const page of Object.values(pages)) expect(page.split(NOTICE)).toHaveLength(2);
    expect(pages.joining).toContain('set JIGAP_PUBLIC_URL');
    expect(pages.me).toContain('Ask your teacher');
    expect(pages.me).not.toContain('JIGAP_PUBLIC_URL');
  });

  it('is the one of the browser where the owner set none, without a notice', async () => {
    const { pages } = await pagesWithLinks({}, NAMES);
    expect(pages.joining).toContain(`http://${NAMES.host}/join?code=`);
    for (const page of Object.values(pages)) expect(page).not.toContain(NOTICE);
  });

  it('is what a trusted proxy says, and no other client', async () => {
    const said = { host: 'inside:8080', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'outside.example' };
    const trusted = await pagesWithLinks({ env: { JIGAP_TRUST_PROXY: '127.0.0.1' } }, said);
    expect(trusted.pages.joining).toContain('https://outside.example/join?code=');
    expect(trusted.pages.me).toContain('https://outside.example/v1');
    const other = await pagesWithLinks({ env: { JIGAP_TRUST_PROXY: '10.0.0.1' } }, said);
    expect(other.pages.joining).toContain('http://inside:8080/join?code=');
    expect(other.pages.joining).not.toContain('outside.example');
  });

  it('of a Host that nobody configured reaches nobody else, and is kept nowhere', async () => {
    const host = 'evil-host.example';
    const { app } = await pagesWithLinks({}, { host });
    const listed = (await app.api('GET', '/api/classes')).json.data;
    expect(JSON.stringify(listed)).not.toContain(host);
    expect(listed[0].join_link).toBeNull();
    const files = ['', '-wal'].map((end) => readFileSync(app.databasePath + end).toString('latin1'));
    expect(files.join()).not.toContain(host);
    expect(app.logLines.join()).not.toContain(host);
  });
});
