import { AnswerFilter, type AnswerShape } from '../../upstream/answers/answer-filter.ts';
import { holdsUnlisted } from '../../upstream/json/json-fields.ts';
import { repeatsNames } from '../../upstream/json/json-names.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { StopCut } from '../stop/stop-cut.ts';

export interface WholeAnswer {
  /** As it may be passed on. */
  readonly text: string;
  /** The same, parsed; undefined when it is not JSON. */
  readonly json: unknown;
}

/** What of an answer may pass. */
export interface WantedAnswer {
  readonly shape: AnswerShape;
  /** Where every choice must end; null where the model sees to it. */
  readonly stops: readonly string[] | null;
}

/** @param wanted null for an error, of which nothing passes as it is */
export function readWholeAnswer(
  chunks: readonly Buffer[],
  upstream: Pick<Upstream, 'withoutKey'>,
  wanted: WantedAnswer | null,
): WholeAnswer {
  const [only] = chunks;
  const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
  const text = upstream.withoutKey(bytes).toString('utf8');
  const json = parsed(text);
  if (wanted === null || json === undefined) return { text, json };
  const { shape, stops } = wanted;
  return listed(stops === null ? { text, json } : cutAt(stops, json, upstream), shape);
}

/** Without the fields that are on no list. What says an error is no answer, but its usage counts. */
function listed(body: WholeAnswer, shape: AnswerShape): WholeAnswer {
  if (!holdsUnlisted(body.json, shape.fields) && !repeatsNames(body.text, body.json)) return body;
  const filter = new AnswerFilter(shape);
  const text = filter.push(Buffer.from(body.text)).toString();
  if (filter.isWhole) return { text, json: parsed(text) };
  return { text: '', json: { ...(body.json as object), error: true } };
}

function cutAt(stops: readonly string[], json: unknown, upstream: Pick<Upstream, 'withoutKey'>): WholeAnswer {
  try {
    const cut = new StopCut(stops).answer(json);
    return { text: upstream.withoutKey(Buffer.from(JSON.stringify(cut))).toString('utf8'), json: cut };
  } catch (error) {
    // Nested too deeply to be written again: no answer of a model.
    if (error instanceof RangeError) return { text: '', json: undefined };
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
