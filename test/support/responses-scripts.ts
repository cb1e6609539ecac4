import type { Act, Script, UpstreamCallSeen } from './upstream-act.ts';

/** Usage as POST /responses reports it. */
export function responsesUsage(input: number, output: number, cached = 0, written = 0) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

export interface ScriptedResponse {
  readonly text?: string;
  readonly status?: 'completed' | 'incomplete' | 'failed' | 'in_progress';
  /** Left out when undefined. */
  readonly usage?: unknown;
  readonly error?: unknown;
  readonly serviceTier?: string;
}

export function responseBody(call: Pick<UpstreamCallSeen, 'json'>, response: ScriptedResponse = {}) {
  const { text = 'hello', status = 'completed', usage, error = null, serviceTier = 'default' } = response;
  const item = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part(text)] };
  return {
    id: 'resp_scripted',
    object: 'response',
    created_at: 1,
    status,
    error,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    model: (call.json as { model: string }).model,
    output: status === 'in_progress' ? [] : [item],
    service_tier: serviceTier,
    ...(usage === undefined ? {} : { usage }),
  };
}

/** A whole answer. */
function responsesJson(response?: ScriptedResponse): Script {
  return (call, act) => act.json(200, responseBody(call, response));
}

export interface ScriptedStream extends ScriptedResponse {
  /** The last event, or text that is sent as it is; by default that of the status. Null: the stream just ends. */
  readonly last?: Readonly<Record<string, unknown>> | string | null;
  /** Waits there for the gate 'rest' after the first delta. */
  readonly pauses?: boolean;
  /** Sent in response.created already. */
  readonly earlyUsage?: unknown;
}

/** The events of a real stream, in two deltas. */
function responsesStream(stream: ScriptedStream = {}): Script {
  return async (call, act) => {
    const { text = 'hello', status = 'completed', pauses = false, earlyUsage, last } = stream;
    const first = responseBody(call, { status: 'in_progress', usage: earlyUsage ?? null });
    const say = saying(act);
    await say({ type: 'response.created', response: first });
    await say({ type: 'response.in_progress', response: first });
    await say({ type: 'response.output_item.added', output_index: 0, item: { ...MESSAGE, status: 'in_progress' } });
    await say({ type: 'response.content_part.added', ...PLACE, part: part('') });
    await say({ type: 'response.output_text.delta', ...PLACE, delta: text.slice(0, 3), logprobs: [] });
    if (pauses) await act.gate('rest');
    await say({ type: 'response.output_text.delta', ...PLACE, delta: text.slice(3), logprobs: [] });
    await say({ type: 'response.output_text.done', ...PLACE, text, logprobs: [] });
    await say({ type: 'response.content_part.done', ...PLACE, part: part(text) });
    await say({ type: 'response.output_item.done', output_index: 0, item: { ...MESSAGE, content: [part(text)] } });
    const terminal = { type: `response.${status}`, response: responseBody(call, stream) };
    if (typeof last === 'string') await act.write(last);
    else if (last !== null) await say(last ?? terminal);
    act.end();
  };
}

/** The whole answer or the stream, as the request says. */
export function responses(stream: ScriptedStream = {}): Script {
  return (call, act) => {
    const streams = (call.json as { stream?: boolean }).stream === true;
    return streams ? responsesStream(stream)(call, act) : responsesJson(stream)(call, act);
  };
}

const MESSAGE = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [] };
const PLACE = { item_id: 'msg_1', output_index: 0, content_index: 0 };

function part(text: string) {
  return { type: 'output_text', annotations: [], logprobs: [], text };
}

function saying(act: Act) {
  let sequence = 0;
  return async (event: Readonly<Record<string, unknown>>): Promise<void> => {
    if (!act.headSent) act.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const data = { ...event, sequence_number: sequence++ };
    const name = event.type === undefined ? '' : `event: ${event.type}\n`;
    await act.write(`${name}data: ${JSON.stringify(data)}\n\n`);
  };
}
