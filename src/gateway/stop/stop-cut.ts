import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { ChoiceCut } from './choice-cut.ts';
import { StopStrings } from './stop-matcher.ts';

/**
 * What `stop` does, for models that do not take it: every choice ends where the first stop string is complete, without
 * it, and with `finish_reason: "stop"`. The provider's answer is read to its end, so that its usage is what it bills.
 */
export class StopCut {
  readonly #stops: StopStrings;
  readonly #choices = new Map<unknown, { readonly cut: ChoiceCut; like: JsonObject }>();
  /** The last chunk that had choices: the template of chunks that the gateway adds. */
  #envelope: JsonObject | null = null;

  /** @param stops texts that are not empty */
  constructor(stops: readonly string[]) {
    this.#stops = new StopStrings(stops);
  }

  /** A whole answer of chat or legacy completions. An answer without choices stays as it is. */
  answer(json: unknown): unknown {
    if (!isObject(json) || !Array.isArray(json.choices)) return json;
    const choices = json.choices.map((choice) =>
      isObject(choice) ? new ChoiceCut(this.#stops).whole(choice) : choice,
    );
    return { ...json, choices };
  }

  /** @param data of the next event of a stream; returns the data of the events that replace it */
  chunk(data: unknown): unknown[] {
    if (!isObject(data) || !Array.isArray(data.choices) || data.choices.length === 0) return [data];
    this.#envelope = data;
    const passing = data.choices.map((choice) => (isObject(choice) ? this.#next(choice) : [choice]));
    // Two chunks of one choice cannot share an event.
    const held = passing.flatMap((chunks) => chunks.slice(0, -1));
    const choices = passing.flatMap((chunks) => chunks.slice(-1));
    const chunks: unknown[] = held.length === 0 ? [] : [this.#wrap(held)];
    // A usage may stand beside the choices.
    if (choices.length > 0 || isObject(data.usage)) chunks.push({ ...data, choices });
    return chunks;
  }

  /** The stream has ended: the text that is still held back. */
  end(): unknown[] {
    const held = [...this.#choices.values()].flatMap(({ cut, like }) => cut.rest(like));
    return held.length === 0 ? [] : [this.#wrap(held)];
  }

  #next(choice: JsonObject): JsonObject[] {
    const known = this.#choices.get(choice.index) ?? { cut: new ChoiceCut(this.#stops), like: choice };
    known.like = choice;
    this.#choices.set(choice.index, known);
    return known.cut.next(choice);
  }

  #wrap(choices: readonly unknown[]): unknown {
    const envelope = this.#envelope ?? {};
    return { ...envelope, choices, ...('usage' in envelope ? { usage: null } : {}) };
  }
}
