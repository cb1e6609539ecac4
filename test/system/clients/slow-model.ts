import { chatStreamText, type Script, type UpstreamCallSeen, wellBehaved } from '../../support/scripted-upstream.ts';

/**
 * A provider for what the demo upstream is too quick for: its streams begin and do not end until the gateway gives them
 * up. It serves the legacy completions too, which the demo does not know.
 */
export const slowModel: Script = async (call, act) => {
  const beginning = BEGINNINGS[call.path];
  if (call.path === '/v1/completions') return completion(call, act);
  if (beginning === undefined) return wellBehaved(call, act);
  act.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const text of beginning(call)) await act.write(text);
  await act.hang();
};

const BEGINNINGS: Readonly<Record<string, (call: UpstreamCallSeen) => string[]>> = {
  '/v1/chat/completions': (call) =>
    chatStreamText(call, { chunks: ['once ', 'upon a time'], done: false }).slice(0, -1),
  '/v1/responses': responseBeginning,
};

function responseBeginning(call: UpstreamCallSeen): string[] {
  const { model } = call.json as { model: string };
  const response = { id: 'resp_slow', object: 'response', created_at: 1, model, status: 'in_progress', output: [] };
  const item = { id: 'msg_slow', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const place = { item_id: item.id, output_index: 0, content_index: 0 };
  const events = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '', annotations: [] } },
    { type: 'response.output_text.delta', ...place, delta: 'once ', logprobs: [] },
    { type: 'response.output_text.delta', ...place, delta: 'upon a time', logprobs: [] },
  ];
  return events.map((event, number) => {
    return `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: number })}\n\n`;
  });
}

const completion: Script = async (call, act) => {
  const { model, stream } = call.json as { model: string; stream?: boolean };
  const usage = { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 };
  const common = { id: 'cmpl-slow', object: 'text_completion', created: 1, model };
  const choice = (text: string, finish: string | null) => ({ index: 0, text, logprobs: null, finish_reason: finish });
  if (stream !== true) return act.json(200, { ...common, choices: [choice('once upon a time', 'stop')], usage });
  await act.event({ ...common, choices: [choice('once ', null)], usage: null });
  await act.event({ ...common, choices: [choice('upon a time', 'stop')], usage: null });
  await act.event({ ...common, choices: [], usage });
  await act.done();
};
