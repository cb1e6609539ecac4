import { describe, expect, test } from 'vitest';
import { startApi } from './api-fixture.ts';

const HOOK = { name: 'Ops', kind: 'webhook', address: 'https://hooks.school.example/jigap' };

describe('the API of notice channels', () => {
  test('makes, changes, tests and removes a channel, and shows its secret once', async () => {
    const { call } = await startApi();
    const made = await call('POST', '/api/notice-channels', HOOK);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ kind: 'webhook', name: 'Ops', address: 'https://hooks.school.example/…', notice_kinds: null },
      ...{ language: 'ko', is_on: true, off_reason: null, secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) },
    });
    const path = `/api/notice-channels/${made.body.id}`;
    const edits = { notice_kinds: ['incident', 'wallet_budget'], is_on: false, language: 'en' };
    const changed = await call('PATCH', path, edits);
    expect(changed.body).toMatchObject({
      ...{ notice_kinds: ['wallet_budget', 'incident'], is_on: false, off_reason: 'owner', language: 'en' },
      ...{ waiting_deliveries: 0, last_sent_at: null },
    });
    expect(changed.body).not.toHaveProperty('secret');
    const tested = await call('POST', `${path}/test`, {});
    expect(tested.body).toMatchObject({ notice_id: null, state: 'sent', attempts: 1, problem: null });
    const log = await call('GET', `/api/notice-deliveries?channel_id=${made.body.id}&state=sent`);
    expect(log.body.data).toEqual([tested.body]);
    const again = await call('POST', `/api/notice-deliveries/${tested.body.id}/retry`, {});
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('GET', '/api/notice-deliveries')).body.data).toMatchObject([{ channel_name: 'Ops' }]);
    const audit = await call('GET', '/api/audit');
    expect(audit.body.data.map(({ action }: { action: string }) => action)).toEqual([
      ...['notice-channel.delete', 'notice-channel.test', 'notice-channel.update', 'notice-channel.create'],
    ]);
  });

  test.each([
    ['another scheme', { ...HOOK, address: 'ftp://a.example/x' }, 'address', /https/],
    ['a user and password', { ...HOOK, address: 'https://user:pass@a.example/x' }, 'address', /no user/],
    ['no URL', { ...HOOK, address: 'nonsense' }, 'address', /no URL/],
    ['a long URL', { ...HOOK, address: `https://a.example/${'x'.repeat(2000)}` }, 'address', /too long/],
    ['no name', { ...HOOK, name: '' }, 'name', /1/],
    ['an unknown kind', { ...HOOK, notice_kinds: ['incident', 'weather'] }, 'notice_kinds[1]', /wallet_budget/],
    ['an unknown language', { ...HOOK, language: 'tlh' }, 'language', /./],
  ])('refuses %s, and names the field', async (_what, body, param, message) => {
    const { call } = await startApi();
    const answer = await call('POST', '/api/notice-channels', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ param, message: expect.stringMatching(message) });
    expect((await call('GET', '/api/notice-channels')).body.data).toEqual([]);
  });

  test('refuses an e-mail channel without a mail server, and a secret for what signs nothing', async () => {
    const { call } = await startApi();
    const mail = { name: 'Mail', kind: 'email', address: 'owner@school.example' };
    expect((await call('POST', '/api/notice-channels', mail)).status).toBe(409);
    const chat = { ...HOOK, kind: 'discord' };
    const { body } = await call('POST', '/api/notice-channels', chat);
    expect(body.secret).toBeNull();
    const rotated = await call('POST', `/api/notice-channels/${body.id}/rotate-secret`, {});
    expect(rotated.status).toBe(409);
  });

  test('takes at most twenty channels', async () => {
    const { call } = await startApi();
    for (let channel = 0; channel < 20; channel++) {
      expect((await call('POST', '/api/notice-channels', HOOK)).status).toBe(201);
    }
    expect((await call('POST', '/api/notice-channels', HOOK)).status).toBe(409);
  });
});
