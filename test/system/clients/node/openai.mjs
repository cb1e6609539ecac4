/** The official package, of whichever version PACKAGE names: with nothing but its key and base URL changed. */
import { z } from 'zod';
import {
  ALMOST_BROKE,
  aborted,
  check,
  EMBEDDER,
  HERE,
  LEGACY_MODEL,
  MODEL,
  MODELS,
  MODERATOR,
  PAINTER,
  PICTURE,
  QUESTION,
  refusals,
  refused,
  SEEING_MODEL,
  SEEN,
  SLOW,
  SPEAKER,
  served,
  WEATHER_PARAMETERS,
  WEATHER_QUESTION,
} from './checks.mjs';

const { PACKAGE } = process.env;
const { default: OpenAI } = await import(PACKAGE);
const { zodResponseFormat, zodTextFormat } = await import(`${PACKAGE}/helpers/zod`);

const client = new OpenAI();
const slow = new OpenAI(SLOW);
const clientAt = ({ apiKey, baseURL }) => new OpenAI({ apiKey, baseURL });
const messages = [{ role: 'user', content: QUESTION }];
const Greeting = z.object({ text: z.string(), loud: z.boolean() });

async function chat() {
  const ask = (more) => client.chat.completions.create({ model: MODEL, messages, ...more });
  const parse = PACKAGE === 'openai4' ? client.beta.chat.completions : client.chat.completions;
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters: WEATHER_PARAMETERS } }];

  await served('chat', 'answer', async () => {
    const { data, response } = await ask().withResponse();
    check(data.choices[0].message.content, 'there is no text');
    check(data.usage.completion_tokens > 0, 'there is no usage');
    check(data._request_id.startsWith('req_'), 'there is no request id');
    check(Number(response.headers.get('x-jigap-cost-usd')) > 0, 'the cost is not told');
  });
  await served('chat', 'stream', async () => {
    const chunks = [];
    for await (const chunk of await ask({ stream: true })) chunks.push(chunk);
    check(
      chunks.every(({ choices, usage }) => choices.length === 1 && !usage),
      'a chunk that nobody asked for',
    );
    check(chunks.filter(({ choices }) => choices[0].delta.content).length > 1, 'the text came in one piece');
    check(chunks.at(-1).choices[0].finish_reason === 'stop', 'the end is not said');
  });
  await served('chat', 'stream', async () => {
    let usage = null;
    for await (const chunk of await ask({ stream: true, stream_options: { include_usage: true } })) {
      if (chunk.usage) usage = chunk.usage;
    }
    check(usage?.completion_tokens > 0, 'the usage that was asked for did not come');
  });
  await served('chat', 'tools', async () => {
    const asked = [{ role: 'user', content: WEATHER_QUESTION }];
    const first = await ask({ messages: asked, tools, tool_choice: 'required' });
    const { message } = first.choices[0];
    const [call] = message.tool_calls;
    check(typeof JSON.parse(call.function.arguments).city === 'string', 'the call names no city');
    const result = { role: 'tool', tool_call_id: call.id, content: 'sunny' };
    const second = await ask({ messages: [...asked, message, result], tools });
    check(second.choices[0].message.content, 'the result was not answered');
  });
  await served('chat', 'schema', async () => {
    const format = { response_format: zodResponseFormat(Greeting, 'greeting') };
    const { choices } = await parse.parse({ model: MODEL, messages, ...format });
    check(typeof choices[0].message.parsed.loud === 'boolean', 'it does not fit the schema');
  });
  await served('chat', 'turns', async () => {
    const first = await ask();
    const next = [...messages, first.choices[0].message, { role: 'user', content: 'And in Korean?' }];
    check((await ask({ messages: next })).choices[0].message.content, 'the second question was not answered');
  });
  await aborted('chat', async (signal, heard) => {
    const stream = await slow.chat.completions.create({ model: MODEL, messages, stream: true }, { signal });
    for await (const { choices } of stream) if (choices[0].delta.content) heard();
  });
  await served('chat', 'more', async () => {
    const picture = { type: 'image_url', image_url: { url: PICTURE } };
    const content = [{ type: 'text', text: QUESTION }, picture];
    const { choices } = await ask({ model: SEEING_MODEL, messages: [{ role: 'user', content }] });
    check(choices[0].message.content.includes(SEEN), 'the picture was not seen');
  });
  await served('chat', 'more', async () => {
    const poor = clientAt(ALMOST_BROKE);
    const spend = () => poor.chat.completions.create({ model: MODEL, messages, max_tokens: 64 });
    await spend();
    for (let paid = 1; paid < 50; paid += 1) {
      const error = await spend().then(
        () => null,
        (refusal) => refusal,
      );
      if (error === null) continue;
      check(error.status === 402 && error.code === 'insufficient_quota', `refused with ${error}`);
      return `the budget paid ${paid} calls, then 402`;
    }
    throw new Error('fifty calls were paid from almost nothing');
  });
  await refusals('chat', MODEL, ({ model, refused: teleport, ...at }) =>
    clientAt(at).chat.completions.create({ model, messages, ...(teleport && { teleport }) }),
  );
  await refused('chat', 'unknown address', () => client.get('/nowhere'));
}

async function responses() {
  const ask = (more) => client.responses.create({ model: MODEL, input: QUESTION, ...more });
  const tools = [{ type: 'function', name: 'get_weather', parameters: WEATHER_PARAMETERS, strict: true }];

  await served('responses', 'answer', async () => {
    const answer = await ask();
    check(answer.output_text, 'there is no text');
    check(answer.usage.output_tokens > 0, 'there is no usage');
    check(answer.store !== true, 'it says that it was stored');
  });
  await served('responses', 'stream', async () => {
    const events = [];
    for await (const event of await ask({ stream: true })) events.push(event);
    check(events.filter(({ type }) => type === 'response.output_text.delta').length > 1, 'the text came in one piece');
    const last = events.at(-1);
    check(last.type === 'response.completed' && last.response.usage.output_tokens > 0, `it ended with ${last.type}`);
  });
  await served('responses', 'stream', async () => {
    const answer = await client.responses.stream({ model: MODEL, input: QUESTION }).finalResponse();
    const texts = answer.output.flatMap(({ content = [] }) => content.map(({ text }) => text));
    check(texts.join(''), 'the helper put no text together');
  });
  await served('responses', 'tools', async () => {
    const asked = [{ role: 'user', content: WEATHER_QUESTION }];
    const first = await ask({ input: asked, tools, tool_choice: 'required' });
    const call = first.output.find(({ type }) => type === 'function_call');
    check(typeof JSON.parse(call.arguments).city === 'string', 'the call names no city');
    const result = { type: 'function_call_output', call_id: call.call_id, output: 'sunny' };
    const second = await ask({ input: [...asked, ...first.output, result], tools });
    check(second.output_text, 'the result was not answered');
  });
  await served('responses', 'schema', async () => {
    const text = { format: zodTextFormat(Greeting, 'greeting') };
    const answer = await client.responses.parse({ model: MODEL, input: QUESTION, text });
    check(typeof answer.output_parsed.loud === 'boolean', 'it does not fit the schema');
  });
  await served('responses', 'turns', async () => {
    const first = await ask();
    const input = [{ role: 'user', content: QUESTION }, ...first.output, { role: 'user', content: 'And in Korean?' }];
    check((await ask({ input })).output_text, 'the second question was not answered');
  });
  await aborted('responses', async (signal, heard) => {
    const stream = await slow.responses.create({ model: MODEL, input: QUESTION, stream: true }, { signal });
    for await (const { type } of stream) if (type === 'response.output_text.delta') heard();
  });
  await refusals('responses', MODEL, ({ model, refused: teleport, ...at }) =>
    clientAt(at).responses.create({ model, input: QUESTION, ...(teleport && { teleport }) }),
  );
  await refused('responses', 'unknown address', () => client.responses.retrieve('resp_of_another_student'));
}

async function others() {
  await served('embeddings', 'answer', async () => {
    const { data, usage } = await client.embeddings.create({ model: EMBEDDER, input: ['one', 'two'] });
    check(data.length === 2 && data.every(({ embedding }) => embedding.every(Number.isFinite)), 'no two vectors');
    check(usage.prompt_tokens > 0, 'there is no usage');
    return `${data[0].embedding.length} dimensions`;
  });
  await refusals('embeddings', EMBEDDER, ({ model, refused: teleport, ...at }) =>
    clientAt(at).embeddings.create({ model, input: 'one', ...(teleport && { teleport }) }),
  );
  await served('moderations', 'answer', async () => {
    for (const model of [MODERATOR, undefined]) {
      const { results } = await client.moderations.create({ model, input: QUESTION });
      check(typeof results[0].flagged === 'boolean', 'it does not say whether the text is flagged');
    }
  });
  await refusals(
    'moderations',
    MODERATOR,
    ({ model, refused: teleport, ...at }) =>
      clientAt(at).moderations.create({ model, input: QUESTION, ...(teleport && { teleport }) }),
    { 'budget spent': 'moderation is free of charge' },
  );
  await served('images', 'answer', async () => {
    const { data, usage } = await client.images.generate({ model: PAINTER, prompt: QUESTION });
    const file = Buffer.from(data[0].b64_json, 'base64');
    check(file.toString('latin1', 1, 4) === 'PNG', 'it is no picture');
    check(usage.output_tokens === 196, `${usage.output_tokens} tokens`);
    return `${file.length} bytes`;
  });
  await refusals('images', PAINTER, ({ model, refused: teleport, ...at }) =>
    clientAt(at).images.generate({ model, prompt: QUESTION, ...(teleport && { teleport }) }),
  );
  const spoken = { model: SPEAKER, voice: 'alloy', input: QUESTION };
  await served('speech', 'answer', async () => {
    const file = Buffer.from(await (await client.audio.speech.create(spoken)).arrayBuffer());
    check(file.toString('latin1', 0, 4) === 'RIFF', 'it is no sound');
    return `${file.length} bytes`;
  });
  await served('speech', 'stream', async () => {
    const { data, response } = await client.audio.speech.create({ ...spoken, response_format: 'wav' }).withResponse();
    check(Number(response.headers.get('x-jigap-cost-usd')) === (QUESTION.length * 15) / 1e6, 'the cost is not told');
    let pieces = 0;
    for await (const piece of data.body) pieces += piece.length > 0 ? 1 : 0;
    check(pieces > 1, 'it came in one piece');
  });
  await served('speech', 'more', async () => {
    const file = new File([new Uint8Array(25_000_000)], 'lecture.mp3');
    const error = await client.audio.transcriptions.create({ model: 'whisper-1', file }).catch((thrown) => thrown);
    check(error instanceof OpenAI.NotFoundError && error.code === 'service_not_served', `it raised ${error}`);
    check(error.message.includes('Whisper'), 'it does not say what to do instead');
  });
  await refusals('speech', SPEAKER, ({ model, refused: teleport, ...at }) =>
    clientAt(at).audio.speech.create({ ...spoken, model, ...(teleport && { teleport }) }),
  );
  await served('completions', 'answer', async () => {
    const { choices } = await slow.completions.create({ model: LEGACY_MODEL, prompt: 'Once', max_tokens: 16 });
    check(choices[0].text, 'there is no text');
  });
  await served('completions', 'stream', async () => {
    const asked = { model: LEGACY_MODEL, prompt: 'Once', max_tokens: 16, stream: true };
    const pieces = [];
    for await (const chunk of await slow.completions.create(asked)) pieces.push(chunk.choices[0].text);
    check(pieces.length === 2, `${pieces.length} pieces`);
  });
  await refusals('completions', LEGACY_MODEL, ({ model, refused: teleport, ...at }) =>
    clientAt(at).completions.create({ model, prompt: 'Once', ...(teleport && { teleport }) }),
  );
  await served('models', 'answer', async () => {
    const names = [];
    for await (const { id } of client.models.list()) names.push(id);
    check(names.toSorted().join() === MODELS.toSorted().join(), `allowed are ${names}`);
    check((await client.models.retrieve(MODEL)).id === MODEL, 'one model is another');
  });
  await refused('models', 'wrong token', () => clientAt({ ...HERE, apiKey: 'sk-not-one-of-ours' }).models.list());
}

await chat();
await responses();
await others();
// The client of 4.x keeps the connection of the recording that was refused, which would keep this process.
process.exit();
