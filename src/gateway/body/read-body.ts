import { placeLongTexts } from './place-long-texts.ts';
import { type ReadBody, readJson } from './read-json.ts';
import { type TakenTexts, takeLongTexts } from './take-long-texts.ts';

/** Runs `read` when it is the turn of something so long. */
export type InTurn = (parsed: { readonly length: number }, read: () => void) => void;

/** Reads a body. What is parsed of it decides whether it waits for its turn: long texts are not parsed. */
export function readBody(body: Buffer, inTurn: InTurn, done: (read: ReadBody) => void): void {
  const readWhole = () => inTurn(body, () => done(readJson(body.toString())));
  const taken = takeLongTexts(body);
  if (taken === null) readWhole();
  else
    inTurn(taken.rest, () => {
      const read = readTaken(taken);
      if (read === null) readWhole();
      else done(read);
    });
}

/** null: a long text stands where it is interpreted. */
function readTaken({ rest, longTexts }: TakenTexts): ReadBody | null {
  const read = readJson(rest);
  return read.is !== 'read' || placeLongTexts(read.value, longTexts) ? read : null;
}
