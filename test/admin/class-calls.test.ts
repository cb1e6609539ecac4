import { describe, expect, it } from 'vitest';
import { OWNER } from '../../src/admin/actor.ts';
import { MAX_INSTRUCTION_BYTES } from '../../src/admin/class-calls.ts';
import { changeClass, createClass } from '../../src/admin/classes.ts';
import { adminError, startAdmin } from './admin-fixture.ts';

const NEW = { name: 'Physics', timeZone: 'Asia/Seoul', language: 'en' } as const;

describe('the limits on calls of a class', () => {
  it('are whole numbers from one to what the server allows', async () => {
    const { deps } = startAdmin();
    const { studentRequestsPerMinute, studentCallsInFlight, callsInFlight } = deps.callLimits;
    const highest = { requestsPerMinute: 1_000_000, callsInFlight, studentRequestsPerMinute, studentCallsInFlight };
    const created = await createClass({ ...NEW, ...highest }, OWNER, deps);
    expect(created).toMatchObject(highest);
    for (const [name, max] of Object.entries(highest)) {
      for (const wrong of [0, -1, 1.5, max + 1, Number.NaN]) {
        await expect(changeClass(created.id, { [name]: wrong }, OWNER, deps), `${name} of ${wrong}`).rejects.toEqual(
          adminError({ code: 'call_limit_out_of_range', max }, [name]),
        );
      }
      expect(await changeClass(created.id, { [name]: 1 }, OWNER, deps)).toMatchObject({ [name]: 1 });
      expect(await changeClass(created.id, { [name]: null }, OWNER, deps)).toMatchObject({ [name]: null });
    }
  });

  it('stand in the audit with who changed them, from and to', async () => {
    const { deps, audit } = startAdmin();
    const { id } = await createClass(NEW, OWNER, deps);
    await changeClass(id, { requestsPerMinute: 60, instructions: 'Answer briefly.' }, OWNER, deps);
    expect((await audit()).at(-1)).toMatchObject({
      ...{ actor: 'owner', action: 'class.update', subject: `class ${id}` },
      before: { requestsPerMinute: null, instructions: null },
      after: { requestsPerMinute: 60, instructions: 'Answer briefly.' },
    });
  });
});

describe('the instructions of a class', () => {
  it('may have 4096 bytes of UTF-8, in any script', async () => {
    const { deps } = startAdmin();
    const { id } = await createClass(NEW, OWNER, deps);
    for (const text of ['x'.repeat(4096), `${'가'.repeat(1365)}x`, '😀'.repeat(1024), `  ${'x'.repeat(4096)}\n\n`]) {
      expect((await changeClass(id, { instructions: text }, OWNER, deps)).instructions).toBe(text.trim());
    }
    for (const text of ['x'.repeat(4097), '가'.repeat(1366), '😀'.repeat(1024).concat('x'), 'x'.repeat(900_000)]) {
      await expect(changeClass(id, { instructions: text }, OWNER, deps)).rejects.toEqual(
        adminError({ code: 'text_bytes', max: MAX_INSTRUCTION_BYTES, bytes: Buffer.byteLength(text) }, [
          'instructions',
        ]),
      );
    }
  });

  it('keep line breaks and tabs, and no other control character or half of a letter', async () => {
    const { deps } = startAdmin();
    const { id } = await createClass(NEW, OWNER, deps);
    const change = (instructions: string) => changeClass(id, { instructions }, OWNER, deps);
    expect((await change('a\r\nb\rc\n\td')).instructions).toBe('a\nb\nc\n\td');
    expect((await change(' \n\t ')).instructions).toBeNull();
    for (const text of ['a\0b', 'a\u001b[2Jb', 'a\u0085b', '\ud800']) {
      await expect(change(text), JSON.stringify(text)).rejects.toEqual(
        adminError({ code: 'text_control_characters' }, ['instructions']),
      );
    }
  });
});
