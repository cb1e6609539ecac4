/** LangChain.js in both of its modes. Its default of 6 tries again takes minutes to say that a provider is down. */
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';
import {
  aborted,
  check,
  EMBEDDER,
  HERE,
  LEGACY_MODEL,
  MODEL,
  NEWER_MODEL,
  PICTURE,
  QUESTION,
  refusals,
  SEEING_MODEL,
  SEEN,
  SLOW,
  served,
  WEATHER_PARAMETERS,
  WEATHER_QUESTION,
} from './checks.mjs';

const TRIES_AGAIN = 2;

async function mode(endpoint) {
  const settings = { model: MODEL, maxRetries: TRIES_AGAIN, useResponsesApi: endpoint === 'responses' };
  const chat = new ChatOpenAI(settings);
  const chatAt = ({ apiKey, baseURL }, more = {}) =>
    new ChatOpenAI({ ...settings, apiKey, configuration: { baseURL }, ...more });
  const weather = { type: 'function', function: { name: 'get_weather', parameters: WEATHER_PARAMETERS } };

  await served(endpoint, 'answer', async () => {
    const answer = await chat.invoke(QUESTION);
    check(answer.text, 'there is no text');
    check(answer.usage_metadata.output_tokens > 0, 'there is no usage');
  });
  await served(endpoint, 'answer', async () => {
    const answers = await chat.batch([QUESTION, QUESTION], { maxConcurrency: 2 });
    check(
      answers.every(({ text }) => text),
      'not every question of a batch was answered',
    );
  });
  await served(endpoint, 'stream', async () => {
    const pieces = [];
    for await (const piece of await chat.stream(QUESTION)) if (piece.text) pieces.push(piece.text);
    check(pieces.length > 1, 'the text came in one piece');
  });
  await served(endpoint, 'more', async () => {
    const picture = { type: 'image_url', image_url: { url: PICTURE } };
    const asked = new HumanMessage({ content: [{ type: 'text', text: QUESTION }, picture] });
    const answer = await new ChatOpenAI({ ...settings, model: SEEING_MODEL }).invoke([asked]);
    check(answer.text.includes(SEEN), 'the picture was not seen');
  });
  await served(endpoint, 'tools', async () => {
    const asked = new HumanMessage(WEATHER_QUESTION);
    const first = await chat.bindTools([weather], { tool_choice: 'required' }).invoke([asked]);
    const [call] = first.tool_calls;
    check(typeof call.args.city === 'string', 'the call names no city');
    const result = new ToolMessage({ content: 'sunny', tool_call_id: call.id });
    const second = await chat.bindTools([weather]).invoke([asked, first, result]);
    check(second.text, 'the result was not answered');
  });
  await served(endpoint, 'schema', async () => {
    const schema = z.object({ text: z.string(), loud: z.boolean() });
    // This client asks no gpt-3.5-turbo for a JSON schema, wherever it is served.
    const methods = { functionCalling: chat, jsonSchema: chatAt(HERE, { model: NEWER_MODEL }) };
    for (const [method, model] of Object.entries(methods)) {
      const answer = await model.withStructuredOutput(schema, { name: 'greeting', method }).invoke(QUESTION);
      check(typeof answer.loud === 'boolean', `by ${method} it does not fit the schema`);
    }
  });
  await served(endpoint, 'turns', async () => {
    const first = await chat.invoke(QUESTION);
    const answer = await chat.invoke([new HumanMessage(QUESTION), first, new HumanMessage('And in Korean?')]);
    check(answer.text, 'the second question was not answered');
  });
  await aborted(endpoint, async (signal, heard) => {
    for await (const piece of await chatAt(SLOW).stream(QUESTION, { signal })) if (piece.text) heard();
  });
  await refusals(endpoint, MODEL, ({ model, refused, ...at }) =>
    chatAt(at, { model, ...(refused && { modelKwargs: { teleport: true } }) }).invoke(QUESTION),
  );
}

async function embeddings() {
  await served('embeddings', 'answer', async () => {
    const vectors = await new OpenAIEmbeddings({ model: EMBEDDER }).embedDocuments(['one', 'two']);
    check(vectors.length === 2 && vectors.every((vector) => vector.every(Number.isFinite)), 'no two vectors');
  });
  await refusals('embeddings', EMBEDDER, ({ model, refused, apiKey, baseURL }) =>
    new OpenAIEmbeddings({
      ...{ model, apiKey, configuration: { baseURL }, maxRetries: TRIES_AGAIN },
      ...(refused && { dimensions: -1 }),
    }).embedQuery('one'),
  );
}

async function completions() {
  const modelAt = ({ apiKey, baseURL }, more) =>
    new OpenAI({ model: LEGACY_MODEL, apiKey, configuration: { baseURL }, maxRetries: TRIES_AGAIN, ...more });

  await served('completions', 'answer', async () => {
    check(await modelAt(SLOW).invoke('Once'), 'there is no text');
  });
  await served('completions', 'stream', async () => {
    const pieces = (await Array.fromAsync(await modelAt(SLOW).stream('Once'))).filter((piece) => piece);
    check(pieces.length === 2, `${pieces.length} pieces`);
  });
  await refusals('completions', LEGACY_MODEL, ({ model, refused, ...at }) =>
    modelAt(at, { model, ...(refused && { modelKwargs: { teleport: true } }) }).invoke('Once'),
  );
}

await mode('chat');
await mode('responses');
await embeddings();
await completions();
