import { AnswerFilter, type AnswerShape } from '../../upstream/answers/answer-filter.ts';
import { holdsUnknown } from '../../upstream/json/known-fields.ts';
import { parseJson } from '../../upstream/json/parse-json.ts';
import { repeatsNames } from '../../upstream/json/repeated-names.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { StopCut } from '../stop/stop-cut.ts';

export interface WholeAnswer {
  /** As it may be passed on. */
  readonly text: string;
  /** The same, parsed; undefined when it is not JSON. */
  readonly json: unknown;
}

/** What of an answer may pass. */
export interface AnswerRules {
  readonly shape: AnswerShape;
  /** Stop strings that the gateway applies; null where the model does. */
  readonly stops: readonly string[] | null;
}

/** @param rules null for an error, which never passes */
export function readWholeAnswer(
  chunks: readonly Buffer[],
  upstream: Pick<Upstream, 'withoutKey'>,
  rules: AnswerRules | null,
): WholeAnswer {
  const [only] = chunks;
  const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
  const text = upstream.withoutKey(bytes).toString('utf8');
  const json = parseJson(text);
  if (rules === null || json === undefined) return { text, json };
  const { shape, stops } = rules;
  return withListedFields(stops === null ? { text, json } : applyStops(stops, json, upstream), shape);
}

/** Drops the fields that are on no list. A body with an error in it is not an answer, but its usage counts. */
function withListedFields(body: WholeAnswer, shape: AnswerShape): WholeAnswer {
  if (!holdsUnknown(body.json, shape.fields) && !repeatsNames(body.text, body.json)) return body;
  const filter = new AnswerFilter(shape);
  const text = filter.push(Buffer.from(body.text)).toString();
  if (filter.isWhole) return { text, json: parseJson(text) };
  return { text: '', json: { ...(body.json as object), error: true } };
}

function applyStops(stops: readonly string[], json: unknown, upstream: Pick<Upstream, 'withoutKey'>): WholeAnswer {
  try {
    const cut = new StopCut(stops).answer(json);
    return { text: upstream.withoutKey(Buffer.from(JSON.stringify(cut))).toString('utf8'), json: cut };
  } catch (error) {
    // Nested too deeply to be written again: no answer of a model.
    if (error instanceof RangeError) return { text: '', json: undefined };
    throw error;
  }
}
