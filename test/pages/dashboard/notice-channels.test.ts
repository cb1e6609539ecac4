import { describe, expect, test } from 'vitest';
import { answerWith, startReceiver } from '../../delivery/receiver.ts';
import { type PageAnswer, startPages } from '../test-browser.ts';

const PATH = '/dashboard/settings/notice-channels';

function textOf({ text }: PageAnswer): string {
  return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('the pages of notice channels', () => {
  test('add a webhook, show its secret once, send a test message, and list it in the log', async () => {
    const receiver = await startReceiver();
    const { owner: signIn } = await startPages();
    const owner = await signIn();
    await owner.get(PATH);
    const fields = {
      name: '알림방',
      kind: 'webhook',
      address: `${receiver.url}/hook`,
      language: 'ko',
      notices: ['incident'],
    };
    const made = await owner.post(PATH, fields);
    const secret = /whsec_[A-Za-z0-9+/]+=/.exec(made.text)?.[0];
    expect(made.status).toBe(200);
    expect(secret).toBeDefined();
    const list = await owner.get(PATH);
    expect(textOf(list)).toContain('알림방 Webhook, signed http://127.0.0.1:');
    expect(list.text).not.toContain(secret);
    const channel = /notice-channels\/\d+/.exec(list.text)?.[0] ?? '';
    const page = `/dashboard/settings/${channel}`;
    await owner.get(page);
    expect(textOf(await owner.post(`${page}/test`))).toContain('The test message arrived.');
    expect(JSON.parse(receiver.received[0]?.body ?? '').data).toMatchObject({ title: '시험 메시지', language: 'ko' });
    receiver.answer = answerWith(404);
    await owner.get(page);
    expect(textOf(await owner.post(`${page}/test`))).toContain('did not arrive: It was refused (404).');
    expect(textOf(await owner.get('/dashboard/settings/notice-deliveries?state=failed'))).toContain(
      'It was refused (404)',
    );
    const korean = await owner.get('/dashboard/settings/notice-deliveries', { headers: { 'accept-language': 'ko' } });
    expect(textOf(korean)).toMatch(/전송 기록.*시험 메시지.*알림방/);
  });

  test('keep the address when the field is left empty, turn a channel off and on, replace its secret, remove it', async () => {
    const receiver = await startReceiver();
    const { owner: signIn, app } = await startPages();
    const { json } = await app.api('POST', '/api/notice-channels', {
      ...{ name: 'Ops', kind: 'webhook', address: `${receiver.url}/hook` },
    });
    const owner = await signIn();
    const page = `${PATH}/${json.id}`;
    const show = async () => (await app.api('GET', `/api/notice-channels/${json.id}`)).json;
    await owner.get(page);
    const saved = await owner.post(page, { name: 'Renamed', address: '', language: 'en' });
    expect(saved).toMatchObject({ status: 303, location: `${page}?done=channel_changed` });
    expect(await show()).toMatchObject({ name: 'Renamed', notice_kinds: null, language: 'en' });
    await app.api('POST', `/api/notice-channels/${json.id}/test`);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
    const refused = await owner.post(page, {
      name: 'Renamed',
      address: 'http://user:secret@a.example',
      language: 'en',
    });
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain('Leave out the user and password');
    await owner.post(`${page}/state`, { on: 'no' });
    expect((await show()).is_on).toBe(false);
    await owner.post(`${page}/state`, { on: 'yes' });
    expect((await show()).is_on).toBe(true);
    expect((await owner.post(`${page}/secret`)).text).toMatch(/whsec_/);
    expect(await owner.post(`${page}/remove`)).toMatchObject({ status: 303 });
    expect((await owner.get(page)).status).toBe(404);
    expect((await owner.post(`${page}/test`)).status).toBe(404);
  });

  test('show nothing to who is not signed in', async () => {
    const { browser } = await startPages();
    expect((await browser().get(PATH)).status).toBe(303);
    expect((await browser().post(PATH, { name: 'x' })).status).toBe(303);
  });
});
