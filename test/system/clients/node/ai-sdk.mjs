/** The Vercel AI SDK in both of its modes: openai(model) speaks /responses, openai.chat(model) /chat/completions. */
import { createOpenAI, openai } from '@ai-sdk/openai';
import { embed, embedMany, generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import { z } from 'zod';
import {
  aborted,
  check,
  EMBEDDER,
  LEGACY_MODEL,
  MODEL,
  QUESTION,
  REASONER,
  refusals,
  SLOW,
  served,
  WEATHER_PARAMETERS,
  WEATHER_QUESTION,
} from './checks.mjs';

/** What each mode offers and the gateway refuses: unknown parameters do not leave this client. */
const MODES = {
  responses: { refused: { previousResponseId: 'resp_of_another_student' } },
  chat: { refused: { prediction: { type: 'content', content: 'hello' } } },
};

/** Says that nothing is stored, so that earlier answers are sent whole. */
const STATELESS = { openai: { store: false } };

/** A tool is called in the first turn; the others go on with all that was said, as a page that shows it does. */
async function turns(model, tools, providerOptions) {
  const asked = { model, tools, providerOptions, stopWhen: isStepCount(2) };
  const messages = [{ role: 'user', content: WEATHER_QUESTION }];
  const first = await generateText({ ...asked, messages });
  messages.push(...first.responseMessages);
  check(
    messages.some(({ role }) => role === 'tool'),
    'there is no result of a tool',
  );
  messages.push({ role: 'user', content: 'And in Korean?' });
  const second = await generateText({ ...asked, messages });
  check(second.text, 'the second question was not answered');
  messages.push(...second.responseMessages, { role: 'user', content: 'And in short?' });
  const third = streamText({ ...asked, messages });
  check(await third.text, 'the third question was not answered');
}

async function mode(endpoint) {
  const modelOf = (provider, name = MODEL) => (endpoint === 'chat' ? provider.chat(name) : provider(name));
  const model = modelOf(openai);
  const weather = tool({
    description: 'The weather in a city.',
    inputSchema: jsonSchema(WEATHER_PARAMETERS),
    execute: async ({ city }) => `sunny in ${city}`,
  });

  await served(endpoint, 'answer', async () => {
    const { text, usage, finishReason } = await generateText({ model, prompt: QUESTION });
    check(text, 'there is no text');
    check(usage.outputTokens > 0 && finishReason === 'stop', `usage ${usage.outputTokens}, ended by ${finishReason}`);
  });
  await served(endpoint, 'stream', async () => {
    const stream = streamText({ model, prompt: QUESTION });
    const pieces = [];
    for await (const piece of stream.textStream) pieces.push(piece);
    check(pieces.length > 1, 'the text came in one piece');
    check((await stream.usage).outputTokens > 0, 'there is no usage');
  });
  await served(endpoint, 'tools', async () => {
    const asked = { model, prompt: WEATHER_QUESTION, tools: { weather }, stopWhen: isStepCount(2) };
    // A student sets no choice; the demo calls a tool that a question speaks of.
    const { steps, text } = await generateText(asked);
    check(steps.length === 2 && steps[0].toolResults.length === 1, `${steps.length} steps, no result of a tool`);
    check(text, 'the result was not answered');
    const stream = streamText(asked);
    await stream.consumeStream();
    check((await stream.steps).length === 2 && (await stream.text), 'streamed, the result was not answered');
  });
  await served(endpoint, 'schema', async () => {
    const schema = z.object({ text: z.string(), loud: z.boolean() });
    const { output } = await generateText({ model, prompt: QUESTION, output: Output.object({ schema }) });
    check(typeof output.loud === 'boolean', 'it does not fit the schema');
  });
  // By default, earlier answers are sent to /responses as references to what OpenAI has stored.
  for (const providerOptions of endpoint === 'chat' ? [{}] : [{}, STATELESS]) {
    await served(endpoint, 'turns', () => turns(model, { weather }, providerOptions));
  }
  if (endpoint === 'responses')
    await served(endpoint, 'turns', () => turns(modelOf(openai, REASONER), { weather }, {}));
  await aborted(endpoint, async (signal, heard) => {
    const stream = streamText({ model: modelOf(createOpenAI(SLOW)), prompt: QUESTION, abortSignal: signal });
    for await (const piece of stream.textStream) if (piece) heard();
  });
  await refusals(endpoint, MODEL, ({ model: name, refused, ...at }) =>
    generateText({
      model: modelOf(createOpenAI(at), name),
      prompt: QUESTION,
      ...(refused && { providerOptions: { openai: MODES[endpoint].refused } }),
    }),
  );
}

async function embeddings() {
  await served('embeddings', 'answer', async () => {
    const model = openai.textEmbeddingModel(EMBEDDER);
    const { embeddings: vectors, usage } = await embedMany({ model, values: ['one', 'two'] });
    check(vectors.length === 2 && vectors.every((vector) => vector.every(Number.isFinite)), 'no two vectors');
    check(usage.tokens > 0, 'there is no usage');
  });
  await refusals('embeddings', EMBEDDER, ({ model, refused, ...at }) =>
    embed({
      model: createOpenAI(at).textEmbeddingModel(model),
      value: 'one',
      ...(refused && { providerOptions: { openai: { dimensions: 0 } } }),
    }),
  );
}

async function completions() {
  const modelAt = (at, name = LEGACY_MODEL) => createOpenAI(at).completion(name);

  await served('completions', 'answer', async () => {
    const { text } = await generateText({ model: modelAt(SLOW), prompt: 'Once' });
    check(text, 'there is no text');
  });
  await served('completions', 'stream', async () => {
    const pieces = await Array.fromAsync(streamText({ model: modelAt(SLOW), prompt: 'Once' }).textStream);
    check(pieces.length === 2, `${pieces.length} pieces`);
  });
  await refusals(
    'completions',
    LEGACY_MODEL,
    ({ model, refused: _refused, ...at }) => generateText({ model: modelAt(at, model), prompt: 'Once' }),
    { 'refused parameter': 'the client sends none that is not served' },
  );
}

for (const endpoint of Object.keys(MODES)) await mode(endpoint);
await embeddings();
await completions();
