import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keySetup } from '../../src/admin/key-setup.ts';
import type { ModelSource } from '../../src/admin/model-edits.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parseModelNames } from '../../src/ledger/model-aliases.ts';
import { TEST_START } from '../support/clock.ts';

const { catalogue } = loadConfig({}).models;
const ALIAS = 'JIGAP_MODEL_ALIASES=gpt-3.5-turbo=gpt-6-luna';

function setupFor(
  allowed: readonly string[],
  aliases: Record<string, string> = {},
  source: ModelSource = 'environment',
) {
  return keySetup(
    {
      catalogue,
      allowed,
      aliases: new Map(Object.entries(aliases).map(([alias, links]) => [alias, parseModelNames(links)])),
    },
    TEST_START,
    source,
  );
}

describe('keySetup', () => {
  test('gives the alias of a model that was shut down with the key, for each shell and for a .env', () => {
    expect(setupFor(['gpt-3.5-turbo'])).toEqual({
      startLines: {
        posix: `OPENAI_API_KEY=sk-... ${ALIAS} npm start`,
        powershell: "$env:OPENAI_API_KEY='sk-...'; $env:JIGAP_MODEL_ALIASES='gpt-3.5-turbo=gpt-6-luna'; npm.cmd start",
      },
      envFile: `OPENAI_API_KEY=sk-...\n${ALIAS}\n`,
      hasAliases: true,
      needsModels: false,
    });
  });

  test('gives no alias where every model goes on answering', () => {
    expect(setupFor(['gpt-6-luna'])).toMatchObject({
      startLines: { posix: 'OPENAI_API_KEY=sk-... npm start' },
      envFile: 'OPENAI_API_KEY=sk-...\n',
      hasAliases: false,
    });
  });

  test('keeps the aliases that are set now', () => {
    const { envFile } = setupFor(['gpt-3.5-turbo', 'cheap'], { cheap: 'gpt-6-luna' });
    expect(envFile).toBe('OPENAI_API_KEY=sk-...\nJIGAP_MODEL_ALIASES=cheap=gpt-6-luna,gpt-3.5-turbo=gpt-6-luna\n');
    expect(setupFor(['gpt-3.5-turbo'], { 'gpt-3.5-turbo': 'gpt-6-luna' }).envFile).toContain(ALIAS);
  });

  test('gives no alias where the owner chose the models, and says when one of them is shut down', () => {
    expect(setupFor(['gpt-3.5-turbo'], {}, 'owner')).toMatchObject({ hasAliases: false, needsModels: true });
    expect(setupFor(['gpt-3.5-turbo'], {}, 'owner').envFile).toBe('OPENAI_API_KEY=sk-...\n');
    const aliased = setupFor(['gpt-3.5-turbo'], { 'gpt-3.5-turbo': 'gpt-6-luna' }, 'owner');
    expect(aliased).toMatchObject({ hasAliases: false, needsModels: false });
  });

  test('gives none for a model that nothing in the catalogue can replace', () => {
    expect(setupFor(['gpt-3.5-turbo-instruct']).startLines.posix).toBe('OPENAI_API_KEY=sk-... npm start');
  });

  test('quotes what a shell would not take as it is', () => {
    const { posix, powershell } = setupFor(['gpt-6-luna'], { "the teacher's": 'gpt-6-luna' }).startLines;
    expect(posix).toContain(`JIGAP_MODEL_ALIASES='the teacher'\\''s=gpt-6-luna' npm start`);
    expect(powershell).toContain("$env:JIGAP_MODEL_ALIASES='the teacher''s=gpt-6-luna'; ");
  });
});

test.each(['README.md', 'README.ko.md'])('%s shows the lines that the dashboard shows', (document) => {
  const text = readFileSync(join(import.meta.dirname, '../..', document), 'utf8');
  const { startLines } = setupFor(['gpt-3.5-turbo']);
  const shown = text.split('\n').filter((line) => /OPENAI_API_KEY='?sk-.* start$/.test(line));
  expect(shown).toEqual([startLines.posix, startLines.powershell]);
  // Lines of a .env stand in one block with the alias.
  const blocks = text.split('```').filter((block) => /^OPENAI_API_KEY=sk-\.\.\.$/m.test(block));
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) expect(block.split('\n')).toContain(ALIAS);
});
