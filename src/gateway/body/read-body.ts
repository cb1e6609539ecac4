import { placeLongTexts, putBack } from './place-long-texts.ts';
import { type ReadBody, readJson } from './read-json.ts';
import { takeLongTexts } from './take-long-texts.ts';

/** Runs `read` when it is the turn of something so long. */
export type InTurn = (parsed: { readonly length: number }, read: () => void) => void;

/**
 * Reads a body. What is parsed of it decides whether it waits for its turn: long texts are not parsed. Where one stands
 * where it is interpreted, it waits as a whole.
 */
export function readBody(body: Buffer, inTurn: InTurn, done: (read: ReadBody) => void): void {
  const taken = takeLongTexts(body);
  if (taken === null) inTurn(body, () => done(readJson(body.toString())));
  else {
    const { rest, longTexts } = taken;
    inTurn(rest, () => {
      const read = readJson(rest);
      if (read.is !== 'read' || placeLongTexts(read.value, longTexts)) done(read);
      else inTurn(body, () => done({ is: 'read', value: putBack(read.value, longTexts) }));
    });
  }
}
