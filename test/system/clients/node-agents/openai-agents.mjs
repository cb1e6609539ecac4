/** The OpenAI Agents SDK: a tool is called in the first turn, and every way to go on with it is taken. */
import { Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, tool, user } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { check, HERE, MODEL, QUESTION, REASONER, refusals, served, WEATHER_QUESTION } from '../node/checks.mjs';

const runner = new Runner({ tracingDisabled: true });
const MODELS = { responses: OpenAIResponsesModel, chat: OpenAIChatCompletionsModel };
const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `sunny in ${city}`,
});

function agentOf(endpoint, model, at = HERE, more = {}) {
  return new Agent({
    name: 'Guide',
    instructions: 'Be brief.',
    model: new MODELS[endpoint](new OpenAI(at), model),
    ...more,
  });
}

async function streamed(agent, input, options = {}) {
  const result = await runner.run(agent, input, { ...options, stream: true });
  for await (const event of result) check(event.type, 'an event without a type');
  await result.completed;
  return result;
}

async function turns(endpoint, model) {
  const agent = agentOf(endpoint, model, HERE, { tools: [weather] });
  for (const run of [runner.run.bind(runner), streamed]) {
    const first = await run(agent, WEATHER_QUESTION);
    const kinds = first.newItems.map(({ type }) => type);
    check(kinds.includes('tool_call_output_item') && first.finalOutput, `no result of a tool: ${kinds}`);
    check(endpoint === 'chat' || model !== REASONER || kinds.includes('reasoning_item'), `no reasoning: ${kinds}`);
    const second = await run(agent, [...first.history, user('And in Busan?')]);
    check(second.finalOutput, 'the whole conversation was not answered');
    if (endpoint === 'chat') continue;
    const third = await run(agent, 'And in Korean?', { previousResponseId: second.lastResponseId });
    check(third.finalOutput, 'a reference to the last answer was not answered');
  }
}

for (const endpoint of ['responses', 'chat']) {
  await served(endpoint, 'answer', async () => {
    // As a student has it: only the environment says where.
    const agent = endpoint === 'chat' ? agentOf(endpoint, MODEL) : new Agent({ name: 'Guide', model: MODEL });
    check((await runner.run(agent, QUESTION)).finalOutput, 'there is no text');
  });
  await served(endpoint, 'stream', async () => {
    check((await streamed(agentOf(endpoint, MODEL), QUESTION)).finalOutput, 'there is no text');
  });
  await served(endpoint, 'tools', async () => {
    const agent = agentOf(endpoint, MODEL, HERE, { tools: [weather], modelSettings: { toolChoice: 'required' } });
    check((await runner.run(agent, QUESTION)).finalOutput, 'the result of a tool was not answered');
  });
  await served(endpoint, 'turns', () => turns(endpoint, MODEL));
  if (endpoint === 'responses') await served(endpoint, 'turns', () => turns(endpoint, REASONER));
  await refusals(endpoint, MODEL, ({ model, refused, ...at }) => {
    const modelSettings = refused ? { providerData: { teleport: true } } : {};
    return runner.run(agentOf(endpoint, model, at, { modelSettings }), QUESTION);
  });
}
