import { describe, expect, it } from 'vitest';
import { startPages } from '../test-browser.ts';

const PART = '/dashboard/guide/part';
const HIDDEN_NOTE = 'The overview does not show these steps now.';

async function newOwner() {
  const { app, owner, browser } = await startPages({ env: { OPENAI_API_KEY: '' } });
  return { app, owner: await owner(), guest: browser() };
}

describe('the first steps of an owner', () => {
  it('link to where each is done, tick what is done, and end when a class is at work', async () => {
    const { app, owner } = await newOwner();
    const next = async () => {
      const { text } = await owner.get(PART);
      const done = (text.match(/class="is-done"/g) ?? []).length;
      return [done, /<a class="button primary" href="([^"]+)"/.exec(text)?.[1]];
    };
    expect(await next()).toEqual([0, '/dashboard/classes/new']);
    const { id: classId } = (await app.api('POST', '/api/classes', { name: 'One' })).json;
    expect(await next()).toEqual([1, `/dashboard/classes/${classId}#budgets`]);
    await app.api('PATCH', `/api/classes/${classId}`, { budgets: [{ period: 'month', limit_usd: 3 }] });
    expect(await next()).toEqual([2, `/dashboard/students?add=yes&amp;class=${classId}#add`]);
    const { id } = (await app.api('POST', '/api/students', { name: 'Kim', class_id: classId })).json;
    expect(await next()).toEqual([3, `/dashboard/students/${id}?issue=yes#tokens`]);
    const { token } = (await app.api('POST', `/api/students/${id}/tokens`, {})).json;
    expect(await next()).toEqual([4, '/dashboard/guide#code']);
    await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hi' }] });
    const line = (await owner.get(PART)).text;
    expect(line).toContain('First steps: 5 of 6 done.');
    expect(line).toContain(`<a href="/dashboard/classes/${classId}#joining">Bring in the whole class</a>`);
    await app.api('POST', '/api/students', { name: 'Lee', class_id: classId });
    expect((await owner.get(PART)).text).toBe('');
    expect((await owner.get('/dashboard')).text).not.toContain(PART);
  });

  it('lead to the page of a step, each of which exists', async () => {
    const { app, owner } = await newOwner();
    const { id: classId } = (await app.api('POST', '/api/classes', { name: 'One', join_places: 30 })).json;
    await app.api('POST', '/api/students', { name: 'Kim', class_id: classId });
    const { text } = await owner.get('/dashboard/guide');
    const links = [...text.matchAll(/<a (?:class="[^"]*" )?\s*href="([^"]+)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    const steps = links.filter((href) => /classes\/|students\/|students\?/.test(href));
    expect(steps).toContain(`/dashboard/classes/${classId}/roster`);
    expect(steps.length).toBeGreaterThanOrEqual(6);
    for (const href of steps) {
      const [path = '', anchor] = href.split('#');
      const page = await owner.get(path);
      expect([href, page.status]).toEqual([href, 200]);
      if (anchor !== undefined) expect([href, page.text.includes(`id="${anchor}"`)]).toEqual([href, true]);
    }
  });

  it('show code with the address, a model of the class and a place for the token, and the link to join', async () => {
    const { app, owner } = await newOwner();
    const { join_code: code } = (await app.api('POST', '/api/classes', { name: 'One', join_places: 30 })).json;
    const { text } = await owner.get('/dashboard/guide');
    expect(text).toContain(`${app.url}/v1/chat/completions`);
    for (const name of ['Python', 'Node.js', 'curl']) expect(text).toContain(`<summary>${name}</summary>`);
    expect(text).toContain('gpt-3.5-turbo');
    expect(text).toContain('Put the API token where it says jgp_...');
    expect(text).toContain('href="/me/sign-in"');
    expect(text).toContain(`>${app.url}/join?code=${code}<`);
  });

  it('are hidden in one browser by a form, and found again from the overview', async () => {
    const { owner } = await newOwner();
    expect((await owner.get('/dashboard')).text).toContain('Create a class');
    await owner.post('/dashboard/guide/hide', {});
    const hidden = (await owner.get('/dashboard')).text;
    expect(hidden).not.toContain('Create a class');
    expect(hidden).toContain('<a href="/dashboard/guide">First steps</a>');
    expect((await owner.get(PART)).text).toBe('');
    const page = (await owner.get('/dashboard/guide')).text;
    expect([page.includes('Create a class'), page.includes(HIDDEN_NOTE)]).toEqual([true, true]);
    await owner.post('/dashboard/guide/show', {});
    expect((await owner.get('/dashboard')).text).toContain('Create a class');
  });

  it('need a session and the CSRF token of its forms', async () => {
    const { owner, guest } = await newOwner();
    expect((await guest.get(PART)).status).toBe(401);
    expect((await guest.get('/dashboard/guide')).status).toBe(303);
    expect((await owner.post('/dashboard/guide/hide', { csrf: 'of another session' })).status).toBe(403);
    expect((await owner.get('/dashboard')).text).toContain('Create a class');
  });
});
