import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CHAT, startAppFixture } from '../../support/app-fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { HELD_JSON } from '../exits/exit-check.ts';

const folder = tempFolder();
const NANO_PER_TOKEN = 500;
const DEFAULT_SLACK = 64;

test('a hold counts the slack that the catalogue gives to a model, in place of the server-wide one', async () => {
  for (const [slack, env] of [
    [500, {}],
    [0, {}],
    [7, { JIGAP_INPUT_SLACK_TOKENS: '300' }],
  ] as const) {
    expect(await heldWith({ JIGAP_MODELS_FILE: catalogueWith(slack), ...env })).toBe(heldAt(slack));
  }
});

test('a hold counts the server-wide slack where the model has none', async () => {
  expect(await heldWith({ JIGAP_INPUT_SLACK_TOKENS: '300' })).toBe(heldAt(300));
  expect(await heldWith({})).toBe(heldAt(DEFAULT_SLACK));
});

async function heldWith(env: Readonly<Record<string, string>>): Promise<number | undefined> {
  const fixture = await startAppFixture({ env });
  onTestFinished(() => fixture.stop());
  const student = await fixture.addStudent();
  const client = await fixture.ask(student, CHAT);
  expect((await client.response()).status).toBe(200);
  client.hangUp();
  await fixture.settled();
  const [record] = await fixture.recordsOf(student);
  return record?.held;
}

function heldAt(slack: number): number {
  return HELD_JSON + (slack - DEFAULT_SLACK) * NANO_PER_TOKEN;
}

/** The catalogue that comes with jigap, with a slack for each model. */
function catalogueWith(slack: number): string {
  const own = JSON.parse(readFileSync(new URL('../../../config/models.json', import.meta.url), 'utf8'));
  const models = own.models.map((model: object) => ({ ...model, input_slack_tokens: slack }));
  const path = join(folder, `models-${slack}.json`);
  writeFileSync(path, JSON.stringify({ models }));
  return path;
}
