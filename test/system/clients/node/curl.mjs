/** Plain curl, as a lecture shows it. Its exit code 22 is what --fail-with-body makes of a status of 400 and above. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
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

class CurlExit22 extends Error {}

/** @param heard called with every piece of the answer */
async function curl(path, body, { apiKey, baseURL } = HERE, heard = () => {}, signal = undefined) {
  const args = ['--silent', '--show-error', '--no-buffer', '--fail-with-body', '--write-out', '\n%{http_code}'];
  const headers = ['--header', `Authorization: Bearer ${apiKey}`, '--header', 'Content-Type: application/json'];
  const data = body === null ? [] : ['--data', JSON.stringify(body)];
  const child = spawn('curl', [...args, ...headers, ...data, baseURL + path], { signal });
  child.on('error', () => {});
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    heard(said);
  });
  const [code] = await once(child, 'close');
  const end = said.lastIndexOf('\n');
  const answer = said.slice(0, end);
  if (code === 0) return answer;
  const error = code === 22 ? new CurlExit22(answer) : new Error(`curl ended with ${code}: ${answer}`);
  error.status = Number(said.slice(end + 1)) || null;
  error.code = code === 22 ? JSON.parse(answer).error.code : null;
  throw error;
}

const json = async (...args) => JSON.parse(await curl(...args));
/** The data of every event, and what ends a stream. */
const events = (text) => text.split('\n\n').map((event) => event.replace(/^(?:event: .*\n)?data: /, ''));

async function chat() {
  const path = '/chat/completions';
  const messages = [{ role: 'user', content: QUESTION }];
  const ask = (more) => json(path, { model: MODEL, messages, ...more });

  await served('chat', 'answer', async () => {
    const { choices, usage } = await ask();
    check(choices[0].message.content && usage.total_tokens > 0, 'there is no text or no usage');
  });
  await served('chat', 'more', async () => {
    const content = [{ type: 'image_url', image_url: { url: PICTURE } }];
    const { choices } = await ask({ model: SEEING_MODEL, messages: [{ role: 'user', content }] });
    check(choices[0].message.content.includes(SEEN), 'the picture was not seen');
  });
  await served('chat', 'stream', async () => {
    const said = events((await curl(path, { model: MODEL, messages, stream: true })).trimEnd());
    check(said.length > 3 && said.at(-1) === '[DONE]', `${said.length} events, the last is ${said.at(-1)}`);
    check(!said.join().includes('"usage":{'), 'a usage that nobody asked for');
  });
  await served('chat', 'tools', async () => {
    const tools = [{ type: 'function', function: { name: 'get_weather', parameters: WEATHER_PARAMETERS } }];
    const asked = [{ role: 'user', content: WEATHER_QUESTION }];
    const first = await ask({ messages: asked, tools, tool_choice: 'required' });
    const { message } = first.choices[0];
    const result = { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'sunny' };
    const second = await ask({ messages: [...asked, message, result], tools });
    check(second.choices[0].message.content, 'the result was not answered');
  });
  await served('chat', 'schema', async () => {
    const json_schema = { name: 'weather', strict: true, schema: WEATHER_PARAMETERS };
    const { choices } = await ask({ response_format: { type: 'json_schema', json_schema } });
    check(typeof JSON.parse(choices[0].message.content).city === 'string', 'it does not fit the schema');
  });
  await served('chat', 'turns', async () => {
    const first = await ask();
    const next = [...messages, first.choices[0].message, { role: 'user', content: 'And in Korean?' }];
    check((await ask({ messages: next })).choices[0].message.content, 'the second question was not answered');
  });
  await aborted('chat', (signal, heard) =>
    curl(path, { model: MODEL, messages, stream: true }, SLOW, (said) => said.includes('once') && heard(), signal),
  );
  await refusals('chat', MODEL, ({ model, refused, ...at }) =>
    curl(path, { model, messages, ...(refused && { teleport: true }) }, at),
  );
}

async function responses() {
  const path = '/responses';
  const ask = (more) => json(path, { model: MODEL, input: QUESTION, ...more });

  await served('responses', 'answer', async () => {
    const { output, usage, store } = await ask();
    check(output.some(({ type }) => type === 'message') && usage.output_tokens > 0, 'there is no message or no usage');
    check(store !== true, 'it says that it was stored');
  });
  await served('responses', 'stream', async () => {
    const said = events((await curl(path, { model: MODEL, input: QUESTION, stream: true })).trimEnd());
    const last = JSON.parse(said.at(-1));
    check(last.type === 'response.completed' && last.response.usage.output_tokens > 0, `it ended with ${last.type}`);
  });
  await served('responses', 'tools', async () => {
    const tools = [{ type: 'function', name: 'get_weather', parameters: WEATHER_PARAMETERS }];
    const asked = [{ role: 'user', content: WEATHER_QUESTION }];
    const first = await ask({ input: asked, tools, tool_choice: 'required' });
    const { call_id } = first.output.find(({ type }) => type === 'function_call');
    const result = { type: 'function_call_output', call_id, output: 'sunny' };
    const second = await ask({ input: [...asked, ...first.output, result], tools });
    check(
      second.output.some(({ type }) => type === 'message'),
      'the result was not answered',
    );
  });
  await served('responses', 'schema', async () => {
    const format = { type: 'json_schema', name: 'weather', strict: true, schema: WEATHER_PARAMETERS };
    const { output } = await ask({ text: { format } });
    const [{ text }] = output.find(({ type }) => type === 'message').content;
    check(typeof JSON.parse(text).city === 'string', 'it does not fit the schema');
  });
  await served('responses', 'turns', async () => {
    const first = await ask();
    const input = [{ role: 'user', content: QUESTION }, ...first.output, { role: 'user', content: 'And in Korean?' }];
    check((await ask({ input })).output.length > 0, 'the second question was not answered');
  });
  await aborted('responses', (signal, heard) =>
    curl(
      path,
      { model: MODEL, input: QUESTION, stream: true },
      SLOW,
      (said) => said.includes('once') && heard(),
      signal,
    ),
  );
  await refusals('responses', MODEL, ({ model, refused, ...at }) =>
    curl(path, { model, input: QUESTION, ...(refused && { teleport: true }) }, at),
  );
}

async function others() {
  await served('images', 'answer', async () => {
    const { data } = await json('/images/generations', { model: PAINTER, prompt: QUESTION });
    check(Buffer.from(data[0].b64_json, 'base64').toString('latin1', 1, 4) === 'PNG', 'it is no picture');
  });
  await refusals('images', PAINTER, ({ model, refused, ...at }) =>
    curl('/images/generations', { model, prompt: QUESTION, ...(refused && { teleport: true }) }, at),
  );
  const spoken = { model: SPEAKER, voice: 'alloy', input: QUESTION };
  await served('speech', 'answer', async () => {
    check((await curl('/audio/speech', spoken)).startsWith('RIFF'), 'it is no sound');
  });
  await refusals('speech', SPEAKER, ({ model, refused, ...at }) =>
    curl('/audio/speech', { ...spoken, model, ...(refused && { teleport: true }) }, at),
  );
  await served('embeddings', 'answer', async () => {
    const floats = await json('/embeddings', { model: EMBEDDER, input: ['one', 'two'] });
    check(floats.data.length === 2 && floats.data[0].embedding.every(Number.isFinite), 'no two vectors');
    const packed = await json('/embeddings', { model: EMBEDDER, input: 'one', encoding_format: 'base64' });
    check(typeof packed.data[0].embedding === 'string', 'it is not base64');
  });
  await refusals('embeddings', EMBEDDER, ({ model, refused, ...at }) =>
    curl('/embeddings', { model, input: 'one', ...(refused && { teleport: true }) }, at),
  );
  await served('moderations', 'answer', async () => {
    const { results } = await json('/moderations', { model: MODERATOR, input: QUESTION });
    check(typeof results[0].flagged === 'boolean', 'it does not say whether the text is flagged');
  });
  await refusals(
    'moderations',
    MODERATOR,
    ({ model, refused, ...at }) =>
      curl('/moderations', { model, input: QUESTION, ...(refused && { teleport: true }) }, at),
    { 'budget spent': 'moderation is free of charge' },
  );
  await served('completions', 'answer', async () => {
    const asked = { model: LEGACY_MODEL, prompt: 'Once', max_tokens: 16 };
    const { choices } = await json('/completions', asked, SLOW);
    check(choices[0].text, 'there is no text');
  });
  await served('completions', 'stream', async () => {
    const asked = { model: LEGACY_MODEL, prompt: 'Once', max_tokens: 16, stream: true };
    const said = events((await curl('/completions', asked, SLOW)).trimEnd());
    check(said.length === 3 && said.at(-1) === '[DONE]', `${said.length} events`);
  });
  await refusals('completions', LEGACY_MODEL, ({ model, refused, ...at }) =>
    curl('/completions', { model, prompt: 'Once', ...(refused && { teleport: true }) }, at),
  );
  await served('models', 'answer', async () => {
    const { data } = await json('/models', null);
    check(data.length === MODELS.length, `${data.length} models`);
  });
  await refused('models', 'wrong token', () => curl('/models', null, { ...HERE, apiKey: 'sk-not-one-of-ours' }));
}

await chat();
await responses();
await others();
