import { describe, expect, test } from 'vitest';
import type { ModelChoice } from '../../../src/access/model-choice.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const CHOICE: ModelChoice = {
  allowed: ['gpt-6-luna', '수업', 'gpt-4o'],
  aliases: new Map([
    ['수업', ['gpt-6-luna', 'gpt-5.2']],
    ['gpt-4o', ['gpt-6-luna']],
  ]),
};

export function testModelChoice(engine: TestEngine): void {
  describe('the choice of models', () => {
    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });

    const audit = async () => (await store.journal.listAudit({ after: null, limit: 10 })).rows;
    const choose = (choice: ModelChoice | null) =>
      store.journal.changeModelChoice(() => ({ choice, before: { a: 1 }, after: { a: 2 } }), OWNER);

    test('is none before the first change', async () => {
      const none = { version: 0, choice: null, changedAt: null, changedBy: null };
      expect(await store.journal.modelChoice()).toEqual(none);
    });

    test('is stored in its order, with who changed it and when, and has a new version with every change', async () => {
      expect(await choose(CHOICE)).toMatchObject({ version: 1 });
      await restart();
      expect(await store.journal.modelChoice()).toEqual({
        ...{ version: 1, choice: CHOICE, changedAt: NOW, changedBy: 'owner' },
      });
      expect(await choose(null)).toEqual({ version: 2, choice: null, changedAt: NOW, changedBy: 'owner' });
      expect(await audit()).toMatchObject([
        { action: 'models.update', actor: 'owner' },
        { action: 'models.update', actor: 'owner', before: { a: 1 }, after: { a: 2 } },
      ]);
    });

    test('is decided on what is stored then, so that changes at once all count', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `m${index}`);
      const { journal } = store;
      await Promise.all(
        names.map((name) =>
          journal.changeModelChoice(({ choice }) => {
            const allowed = [...(choice?.allowed ?? []), name];
            return { choice: { allowed, aliases: new Map() }, before: null, after: null };
          }, OWNER),
        ),
      );
      const { choice, version } = await journal.modelChoice();
      expect([[...(choice?.allowed ?? [])].sort(), version]).toEqual([names.toSorted(), 20]);
    });

    test('stays as it is when the decision is to change nothing, or fails', async () => {
      await choose(CHOICE);
      const { journal } = store;
      expect(await journal.changeModelChoice(() => null, OWNER)).toMatchObject({ version: 1, choice: CHOICE });
      const refuse = () => {
        throw new RangeError('no');
      };
      await expect(journal.changeModelChoice(refuse, OWNER)).rejects.toThrow('no');
      expect(await journal.modelChoice()).toMatchObject({ version: 1, choice: CHOICE });
      expect((await audit()).length).toBe(1);
    });
  });
}
