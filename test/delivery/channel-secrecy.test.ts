import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ChannelAddress } from '../../src/access/channel-address.ts';
import { newWebhookSecret, WebhookSecrets } from '../../src/access/webhook-secrets.ts';
import { startPages } from '../pages/test-browser.ts';
import { UPSTREAM_KEY } from '../support/running-app.ts';
import { leaksIn } from '../system/secrecy/canaries.ts';
import { answerWith, startReceiver } from './receiver.ts';

const PATH = '/services/T0CANARY/B0CANARY/xoCanaryOfTheChat';
const QUERY_SECRET = 'CanaryOfTheQuery';
const WEBHOOK_PATH = '/hooks/CanaryOfTheWebhook';

test('neither the address of a channel nor its secret nor the upstream key is anywhere it does not belong', async () => {
  const [receiver, broken] = [await startReceiver(), await startReceiver()];
  broken.answer = answerWith(500);
  const { app, owner: signIn } = await startPages();
  const make = (name: string, kind: string, address: string) =>
    app.api('POST', '/api/notice-channels', { name, kind, address });
  const chat = await make('Chat', 'slack', `${receiver.url}${PATH}?token=${QUERY_SECRET}`);
  const hook = await make('Hook', 'webhook', `${broken.url}${WEBHOOK_PATH}`);
  const { secret } = hook.json;
  expect(secret).toMatch(/^whsec_/);
  const canaries = {
    ...{ 'path of the chat': 'xoCanaryOfTheChat', query: QUERY_SECRET, 'path of the webhook': 'CanaryOfTheWebhook' },
    ...{ secret: secret.slice('whsec_'.length), key: UPSTREAM_KEY },
  };
  const answers = [chat.text];
  for (const { json } of [chat, hook]) {
    answers.push((await app.api('POST', `/api/notice-channels/${json.id}/test`)).text);
    answers.push((await app.api('PATCH', `/api/notice-channels/${json.id}`, { name: `${json.name} 2` })).text);
    answers.push((await app.api('GET', `/api/notice-channels/${json.id}`)).text);
  }
  const rotated = await app.api('POST', `/api/notice-channels/${hook.json.id}/rotate-secret`);
  expect(rotated.json.secret).not.toBe(secret);
  // An error of validation repeats nothing of what was sent.
  const bad = `ftp://x${PATH}`;
  answers.push((await app.api('PATCH', `/api/notice-channels/${chat.json.id}`, { address: bad })).text);
  answers.push((await app.api('PATCH', `/api/notice-channels/${chat.json.id}`, { address: 7 })).text);
  for (const path of ['notice-channels', 'notice-deliveries', 'audit', 'incidents', 'settings', 'openapi.json']) {
    answers.push((await app.api('GET', `/api/${path}`)).text);
  }
  answers.push((await app.api('GET', '/metrics')).text);
  const owner = await signIn();
  const channels = '/dashboard/settings/notice-channels';
  for (const path of [channels, `${channels}/${hook.json.id}`, `${channels}/${chat.json.id}`]) {
    answers.push((await owner.get(path)).text);
  }
  for (const path of ['/dashboard/settings/notice-deliveries', '/dashboard/settings', '/dashboard/audit']) {
    answers.push((await owner.get(path)).text);
  }
  await app.api('DELETE', `/api/notice-channels/${hook.json.id}`);
  expect(answers.flatMap((answer) => leaksIn(answer, canaries))).toEqual([]);
  expect(leaksIn(app.logLines.join('\n'), { ...canaries, ...{ new: rotated.json.secret } })).toEqual([]);
  expect(app.logLines.join('\n')).toContain('a notice was not delivered');
  for (const { headers, body } of [...receiver.received, ...broken.received]) {
    expect(leaksIn(JSON.stringify(headers) + body, { key: UPSTREAM_KEY, owner: app.ownerToken, secret })).toEqual([]);
    expect(Object.keys(headers)).not.toContain('authorization');
  }
});

test('an address and a secret cannot be printed by accident', () => {
  const address = new ChannelAddress(`https://user.example${PATH}?token=${QUERY_SECRET}#x`);
  const secret = newWebhookSecret();
  const secrets = new WebhookSecrets([{ secret, until: null }]);
  const printed = [`${address}`, JSON.stringify({ address, secrets }), inspect({ address, secrets }, { depth: 9 })];
  expect(printed.join('\n')).not.toMatch(/Canary|whsec_/);
  expect(address.shown).toBe('https://user.example/…');
  expect(new ChannelAddress('https://a.example/').shown).toBe('https://a.example');
  expect(new ChannelAddress('owner@school.example').shown).toBe('owner@school.example');
});
