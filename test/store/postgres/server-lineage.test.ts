import { expect, test } from 'vitest';
import { incidentNoteIn } from '../../../src/language/incident-notes.ts';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';
import { runWork } from '../../../src/store/postgres/engine/run-work.ts';
import {
  type FoundServer,
  noteServerLineage,
  readServerLineage,
} from '../../../src/store/postgres/engine/server-lineage.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { Settings } from '../../../src/store/sql/journal/settings.ts';
import { allRows } from '../../../src/store/sql/sql-work.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const DAY_MS = 86_400_000;
const FIRST: FoundServer = { systemId: '7400000000000000001', timeline: '00000001', usedSince: NOW + DAY_MS };

async function newLedger() {
  const client = await clientForThisTest(connectionConfig((await postgresForThisTest()).url, 'ledger', 'test'));
  return {
    client,
    note: (lineage: FoundServer, now: number) => runWork(client, noteServerLineage(lineage, new Settings(), now)),
    setNewest: (at: number) => client.query(`UPDATE ledger_state SET newest_id = ${firstIdAt(at)}`),
    incidents: () =>
      runWork(client, allRows<{ kind: string; detail: string }>('SELECT kind, detail FROM incidents ORDER BY id')),
  };
}

test('reads a server and its timeline as a role that is no superuser', async () => {
  const { client } = await newLedger();
  const lineage = await readServerLineage(client);
  expect(lineage.systemId).toMatch(/^\d{15,20}$/);
  expect(lineage.timeline).toMatch(/^[0-9A-F]{8}$/);
  expect(await readServerLineage(client)).toEqual(lineage);
});

test('says nothing at the first start, nor as long as the server stays the same', async () => {
  const { note, incidents } = await newLedger();
  for (const minutes of [0, 1, 60]) await note(FIRST, NOW + minutes * 60_000);
  expect(await incidents()).toEqual([]);
});

test.each([
  ['another timeline', { ...FIRST, timeline: '00000002' }],
  ['another server', { ...FIRST, systemId: '7400000000000000002' }],
])('raises one incident for %s, with the instant at which the books end', async (_what, next) => {
  const { note, setNewest, incidents } = await newLedger();
  await note(FIRST, NOW);
  await setNewest(NOW + 3_600_000);
  await note(next, NOW + 7_200_000);
  await note(next, NOW + 7_300_000);
  const [incident, ...more] = await incidents();
  expect(more).toEqual([]);
  expect(incident?.kind).toBe('database_restored');
  expect(incident?.detail).toContain('Its books end at 2026-11-27T13:00:00.000Z;');
  expect(incident?.detail).toContain('calls from then to 2026-11-27T14:00:00.000Z are not in them');
  expect(incidentNoteIn('ko', incident?.detail ?? '')).toMatch(/^데이터베이스의 서버나 이력이.*줄여 주세요\.$/);
});

test.each([
  [true, 'most likely, a standby took over', /대기 서버가 이어받았을/],
  [false, 'calls that this replica had told are missing', /이미 알린 호출이 빠져/],
  [null, 'a standby took over, or a backup was restored', /이어받았거나/],
])('says what a replica that ran on knows of it: %s', async (hasAllTold, words, korean) => {
  const { client, note, incidents } = await newLedger();
  await note(FIRST, NOW);
  await runWork(client, noteServerLineage({ ...FIRST, timeline: '00000002' }, new Settings(), NOW + 1000, hasAllTold));
  const [incident] = await incidents();
  expect(incident?.detail).toContain(words);
  expect(incident?.detail).toContain('Its books end at 2026-11-27T12:00:00.000Z;');
  expect(incidentNoteIn('ko', incident?.detail ?? '')).toMatch(korean);
});

test('counts each change, also back to a server of before', async () => {
  const { note, incidents } = await newLedger();
  const second = { ...FIRST, timeline: '00000002' };
  for (const [hours, lineage] of [FIRST, second, FIRST].entries()) await note(lineage, NOW + hours * 3_600_000);
  expect(await incidents()).toHaveLength(2);
});

test('names the last start where there was no call yet', async () => {
  const { note, incidents } = await newLedger();
  await note(FIRST, NOW);
  await note({ ...FIRST, timeline: '0000000A' }, NOW + 1000);
  expect((await incidents())[0]?.detail).toContain('Its books end at 2026-11-27T12:00:00.000Z;');
});

test('does not count calls that replicas have placed on the new server before one of them looked', async () => {
  const { client, note, setNewest, incidents } = await newLedger();
  await note(FIRST, NOW);
  const record = (at: number) =>
    client.query(`INSERT INTO usage_records (id, student_id, class_id, token_id, day, endpoint, model, served_model,
      price_version, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms)
      VALUES (${firstIdAt(at)}, 1, 0, 1, '2026-11-27', 'chat', 'm', 'm', 'm@1', 1, 0, 0, 1, 1, 1, 'ok', 1)`);
  await record(NOW + 3_600_000);
  await record(NOW + 7_200_100);
  await setNewest(NOW + 7_200_100);
  await note({ ...FIRST, timeline: '00000002', usedSince: NOW + 7_200_000 }, NOW + 7_201_000);
  expect((await incidents())[0]?.detail).toContain('Its books end at 2026-11-27T13:00:00.000Z;');
});
