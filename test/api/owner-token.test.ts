import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { isWellFormed } from '../../src/access/api-tokens.ts';
import { startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { errorAnswer, startApi } from './api-fixture.ts';

const NOT_SET = { JIGAP_OWNER_TOKEN: '' };
const LATER = Date.parse('2027-01-01T00:00:00Z');

test('a rotated owner token is valid at once and after the next start, the old one never again', async () => {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const app = await startApp({ databasePath, env: NOT_SET });
  const session = { kind: 'owner', tokenHash: null, createdAt: app.clock.now(), expiresAt: LATER } as const;
  await app.store.sessions.begin('owners', session);
  const statusWith = (url: string, secret: string) => async (path: string) => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(url + path, { headers })).status;
  };
  const old = statusWith(app.url, app.ownerToken);
  expect([await old('/api/students'), await old('/metrics')]).toEqual([200, 200]);

  const answer = await app.api('POST', '/api/owner-token/rotate');
  const { owner_token } = answer.json;
  expect([answer.status, isWellFormed(owner_token, 'jgo_'), owner_token !== app.ownerToken]).toEqual([201, true, true]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const next = statusWith(app.url, owner_token);
  expect([await old('/api/students'), await old('/metrics')]).toEqual([401, 401]);
  expect([await next('/api/students'), await next('/metrics')]).toEqual([200, 200]);
  expect(await app.store.sessions.find('owners', app.clock.now())).toBeNull();
  const { rows } = await app.store.journal.listAudit({ after: null, limit: 1 });
  expect(rows).toMatchObject([{ actor: 'owner', action: 'owner-token.rotate', before: { sessions: 1 } }]);
  expect(app.logLines.join('\n')).not.toContain(owner_token);
  await app.stop();

  const sqlite = new Database(databasePath, { readonly: true });
  const stored = JSON.stringify([...sqlite.prepare('SELECT * FROM settings').all(), rows]);
  sqlite.close();
  expect(stored).not.toContain(owner_token);
  const again = await startApp({ databasePath, env: NOT_SET });
  onTestFinished(() => again.stop());
  expect(await statusWith(again.url, owner_token)('/api/students')).toBe(200);
  expect(await statusWith(again.url, app.ownerToken)('/api/students')).toBe(401);
});

test('one of two rotations at once wins, and the other changes nothing', async () => {
  const app = await startApp({ env: NOT_SET });
  onTestFinished(() => app.stop());
  const rotate = () => app.api('POST', '/api/owner-token/rotate', {});
  const answers = await Promise.all([rotate(), rotate()]);
  const [won, ...more] = answers.filter(({ status }) => status === 201);
  expect(more).toEqual([]);
  // By the time it is looked at, its token may be the old one already.
  expect(answers.map(({ status }) => status).sort()).toEqual([201, expect.toBeOneOf([401, 409])]);
  const headers = { authorization: `Bearer ${won?.json.owner_token}` };
  expect((await fetch(`${app.url}/api/students`, { headers })).status).toBe(200);
});

test('the API does not rotate an owner token that a setting sets', async () => {
  const { call, store } = await startApi();
  const answer = await call('POST', '/api/owner-token/rotate', {});
  expect(answer).toMatchObject(errorAnswer(409, 'owner_token_is_set', null));
  expect(answer.body.error.message).toMatch(/JIGAP_OWNER_TOKEN .* start the server again/);
  expect((await call('GET', '/api/students')).status).toBe(200);
  expect((await store.journal.listAudit({ after: null, limit: 10 })).rows).toEqual([]);
});
