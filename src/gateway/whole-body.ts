import type { Upstream } from '../upstream/upstream.ts';
import { StopCut } from './stop-cut.ts';

export interface WholeBody {
  /** As it may be passed on. */
  readonly text: string;
  /** The same, parsed; undefined when it is not JSON. */
  readonly json: unknown;
}

/** @param stops where every choice of an answer must end; null for an error, and where the model sees to it */
export function readWholeBody(
  chunks: readonly Buffer[],
  upstream: Pick<Upstream, 'withoutKey'>,
  stops: readonly string[] | null,
): WholeBody {
  const [only] = chunks;
  const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
  const text = upstream.withoutKey(bytes).toString('utf8');
  const json = parsed(text);
  if (stops === null || json === undefined) return { text, json };
  return cutAt(stops, json, upstream);
}

function cutAt(stops: readonly string[], json: unknown, upstream: Pick<Upstream, 'withoutKey'>): WholeBody {
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
