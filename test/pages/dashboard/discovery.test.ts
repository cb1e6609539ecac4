import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';

const PATH = '/dashboard/settings/model-servers';
const HOSTILE = '<b>x</b>';

let app: RunningApp;
let owner: TestBrowser;
let requests = 0;
const server = createServer((_request, response) => {
  requests++;
  const models = [{ id: 'llama-3.2-3b', owned_by: 'vllm', max_model_len: 8192 }, { id: HOSTILE }];
  response.end(JSON.stringify({ object: 'list', data: models, canary: 'not-to-be-shown' }));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  app = await startApp();
  owner = await pagesOf(app).owner();
});
afterAll(async () => {
  server.close();
  await app.stop();
});
const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

describe('the page of model servers', () => {
  it('asks nobody before the form is sent', async () => {
    expect((await owner.get(`${PATH}?address=${encodeURIComponent(address())}`)).status).toBe(200);
    expect(requests).toBe(0);
  });

  it('shows names and numbers of the server with the entries to add, and nothing else of it', async () => {
    await owner.get(PATH);
    const page = await owner.post(PATH, { address: address(), name: 'lab' });
    expect(page.status).toBe(200);
    for (const text of ['llama-3.2-3b', '8192', 'JIGAP_PROVIDERS_FILE']) expect(page.text).toContain(text);
    expect(page.text).not.toContain(HOSTILE);
    expect(page.text).not.toContain('not-to-be-shown');
  });

  it('says at the address that nothing listens there', async () => {
    await owner.get(PATH);
    const page = await owner.post(PATH, { address: NOBODY, name: '' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('Nothing listens at this address');
  });
});
