// Runs in the browser, with the client that students load; served by page-server.ts.
import OpenAI from '/openai/index.mjs';

window.chat = async ({ apiKey, baseURL }) => {
  const openai = new OpenAI({ apiKey, baseURL, dangerouslyAllowBrowser: true, maxRetries: 0 });
  const asked = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] };
  const { data, response } = await openai.chat.completions.create(asked).withResponse();
  let chunks = 0;
  for await (const _chunk of await openai.chat.completions.create({ ...asked, stream: true })) chunks++;
  return {
    text: data.choices[0].message.content,
    chunks,
    requestId: response.headers.get('x-request-id'),
    remaining: response.headers.get('x-jigap-remaining-usd'),
  };
};
window.isReady = true;
