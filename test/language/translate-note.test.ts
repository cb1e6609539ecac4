import { describe, expect, it } from 'vitest';
import { type NotePair, translateNote } from '../../src/language/translate-note.ts';

const PAIRS: readonly NotePair[] = [
  ['all is lost (50 %)', '다 잃었어요'],
  ['{model} ends on {day}: {advice}', '{day}에 {model} 종료. {advice}'],
];
const translate = (note: string) => translateNote(note, PAIRS, (day) => `<${day}>`);

describe('translateNote', () => {
  it('moves the values of the note into the translation', () => {
    expect(translate('gpt-3.5-turbo ends on 2026-10-23: use $& and {day}')).toBe(
      '<2026-10-23>에 gpt-3.5-turbo 종료. use $& and {day}',
    );
  });

  it('reads the words of a note as they are, not as a pattern', () => {
    expect(translate('all is lost (50 %)')).toBe('다 잃었어요');
    expect(translate('all is lost 50 %')).toBeNull();
  });

  it.each(['', 'x', 'all is lost (50 %)!', ' ends on : ', 'ends on 2026-10-23'])(
    'knows no translation of %j',
    (note) => {
      expect(translate(note)).toBeNull();
    },
  );

  it('gives up at once on a long note that fits nothing', () => {
    const began = process.cpuUsage().user;
    expect(translate(`${'a ends on b'.repeat(20_000)}`)).toBeNull();
    expect(process.cpuUsage().user - began).toBeLessThan(2_000_000);
  });
});
