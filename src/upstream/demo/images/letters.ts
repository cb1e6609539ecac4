/** In every picture of the demo. */
export const DEMO_LABEL = 'jigap demo';

export interface Glyph {
  readonly width: number;
  /** From the top, '#' where there is ink. */
  readonly rows: readonly string[];
}

/** The letters of the label; the last two rows are below the line. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  a: ['    ', '    ', ' ## ', '   #', ' ###', '#  #', ' ###'],
  d: ['   #', '   #', ' ###', '#  #', '#  #', '#  #', ' ###'],
  e: ['    ', '    ', ' ## ', '#  #', '####', '#   ', ' ###'],
  g: ['    ', '    ', ' ###', '#  #', '#  #', '#  #', ' ###', '   #', ' ## '],
  i: ['#', ' ', '#', '#', '#', '#', '#'],
  j: ['  #', '   ', '  #', '  #', '  #', '  #', '  #', '# #', ' # '],
  m: ['     ', '     ', '## # ', '# # #', '# # #', '# # #', '# # #'],
  o: ['    ', '    ', ' ## ', '#  #', '#  #', '#  #', ' ## '],
  p: ['    ', '    ', '### ', '#  #', '#  #', '#  #', '### ', '#   ', '#   '],
  ' ': ['  '],
};

export function glyphsOf(text: string): Glyph[] {
  return Array.from(text, (letter) => {
    const rows = LETTERS[letter] ?? [];
    return { width: rows[0]?.length ?? 0, rows };
  });
}
