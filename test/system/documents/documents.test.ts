import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, DOCUMENTS } from '../../repository/document-blocks.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { findPython, makePython } from '../clients/python.ts';
import { type DocumentFixture, startDocument } from './document-fixture.ts';
import { NOT_RUN, readNotRun } from './programs.ts';
import { placeOf, runBlock } from './run-block.ts';

const INSTALL_MS = 300_000;
const WITH_BLOCKS = DOCUMENTS.filter((document) => blocksOf(document).length > 0);
const notRun: string[] = [];
const packages = makeTempFolder();
let python = '';

beforeAll(async () => {
  const own = findPython();
  if (own === null) throw new Error('these tests need python3 with venv');
  python = await makePython(own, packages, 'requirements.txt', INSTALL_MS);
}, INSTALL_MS);
afterAll(() => remove(packages));

// The blocks of a document run one after another, as its reader runs them.
describe.each(WITH_BLOCKS)('%s', (document) => {
  let fixture: DocumentFixture;
  beforeAll(async () => {
    fixture = await startDocument(python);
  });
  afterAll(async () => {
    notRun.push(...readNotRun(fixture.notRunFile));
    await fixture.stop();
  });

  const blocks = blocksOf(document);
  test.each(blocks.map((block, index) => [placeOf(block), block, index] as const))(
    '%s runs',
    async (_place, block, index) => {
      const printed = await runBlock(block, blocks.slice(0, index), fixture);
      if (/\bprint\(/.test(block.code)) expect(printed.trim()).not.toBe('');
    },
  );

  test('leaves a ledger that is right', async () => {
    expect(await fixture.gateway.owner.call('POST', '/api/check')).toMatchObject({ ok: true });
  });
});

describe('the commands that were not run', () => {
  test('are those of the list, and all of them', () => {
    const unlisted = notRun.filter((line) => !NOT_RUN.some(({ command }) => command.test(line)));
    expect(unlisted).toEqual([]);
    const stale = NOT_RUN.filter(({ command }) => !notRun.some((line) => command.test(line)));
    expect(stale.map(({ command }) => command.source)).toEqual([]);
    for (const { command, why } of NOT_RUN) console.log(`not run: ${command.source}: ${why}`);
  });
});
