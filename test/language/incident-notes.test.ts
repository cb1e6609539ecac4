import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incidentNoteIn } from '../../src/language/incident-notes.ts';
import type { IncidentKind, Outcome } from '../../src/ledger/holds.ts';
import { incidentDetail } from '../../src/ledger/incident-details.ts';
import { fallbackAdvice } from '../../src/ledger/model-fallbacks.ts';
import { startPages } from '../pages/test-browser.ts';
import { CHAT } from '../support/app-fixture.ts';
import { errorJson } from '../support/scripted-upstream.ts';

const HANGUL = /\p{Script=Hangul}/u;
const OF_CALLS: readonly IncidentKind[] = [
  'overrun',
  'uncertain',
  'no_usage',
  'crash',
  'price_tier',
  'impossible_usage',
  'unexpected_usage',
];
const OUTCOMES: readonly Outcome[] = [
  ...(['ok', 'hung_up', 'no_usage', 'abandoned', 'cancelled', 'upstream_died', 'upstream_timeout'] as const),
  ...(['stopped', 'crash'] as const),
];

describe('the details of incidents in Korean', () => {
  it.each(OF_CALLS.flatMap((kind) => OUTCOMES.map((outcome) => [kind, outcome] as const)))(
    'say what happened to a call: %s, %s',
    (kind, outcome) => {
      const note = incidentNoteIn('ko', incidentDetail(kind, outcome)) ?? '';
      expect(note).toMatch(/(?:차감했어요|청구했어요)\.$/);
      expect(note).not.toMatch(/the |charged/);
    },
  );

  it('say what to do about a model', () => {
    const model = { id: 'm', endpoints: ['chat'], inputs: ['text'], shutdownDate: null };
    const choice = {
      catalogue: new Map([['m', model]]),
      aliases: new Map(),
      lists: () => null,
      now: 0,
      allowed: ['m'],
    };
    const advice = (fallbackAdvice as unknown as (model: object, choice: object) => string)(
      { requested: 'm', served: 'm' },
      choice,
    );
    const note = incidentNoteIn('ko', `m is shut down on 2026-10-23: ${advice}`) ?? '';
    expect(note).toMatch(/^m 모델의 서비스 종료일은 2026년 10월 23일이에요\. 가격표에 대신 쓸 모델이 없어요\(chat\)\./);
    expect(note).toMatch(/jigap model disallow m$/);
  });

  it('are shown on the pages of a Korean owner for all that the provider does', async () => {
    const { app, browser } = await startPages({ env: { JIGAP_LANGUAGE: 'ko' } });
    const { token } = await app.newStudent({});
    const answers = [
      [401, 'invalid_api_key'],
      [402, null],
      [429, 'insufficient_quota'],
      [405, null],
      [404, 'model_not_found'],
    ] as const;
    for (const [status, code] of answers) {
      app.upstream.next(errorJson(status, code, 'English of the provider'));
      await app.chat(token, CHAT);
    }
    const owner = browser({ 'accept-language': 'ko' });
    await owner.signInAsOwner(app);
    const { rows } = await app.store.journal.listIncidents({ after: null, limit: 100 });
    expect(rows.length).toBeGreaterThanOrEqual(answers.length - 1);
    const { text } = await owner.get('/dashboard/incidents');
    for (const { detail, id } of rows) {
      expect(incidentNoteIn('ko', detail), detail).toMatch(HANGUL);
      expect(text).not.toContain(detail);
      expect((await owner.get(`/dashboard/incidents/${id}`)).text).not.toContain(`<span lang="en">`);
    }
  });

  it('say what to do about a database that was lost', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/ops/database-watch.ts'), 'utf8');
    const [, lost = ''] = /const LOST =\s+'([^']+)'/.exec(source) ?? [];
    expect(incidentNoteIn('ko', lost)).toMatch(/다시 시작해 주세요\.$/);
  });

  it('stay as they are in English, and where jigap has no text for them', () => {
    expect(incidentNoteIn('en', 'the provider openai answered 401: check its key (OPENAI_API_KEY)')).toBeNull();
    expect(incidentNoteIn('ko', 'balance of student 1: spent is 5 nano-USD above its records')).toBeNull();
  });
});

it('keeps the names of several keys together', () => {
  const note = incidentNoteIn('ko', "the provider lab refused its key (KEY_A, KEY_B, 401): students' calls will fail");
  expect(note).toBe('제공자 lab에서 키를 거절했어요(KEY_A, KEY_B, 응답 상태 401). 학생들의 호출이 실패해요.');
});
