import { request } from 'node:http';

/*
 * A student's program in a process of its own, so that reading takes no time of the process that measures: sixteen calls
 * at once, again and again, until it is ended. Prints a line for each answer that begins, and its status unless it is 200.
 */

const CALLS_AT_ONCE = 16;
const [url = '', token = '', what = 'embeddings', reads = 'reads'] = process.argv.slice(2);

const BODIES: Readonly<Record<string, object>> = {
  embeddings: { model: 'text-embedding-3-small', input: Array(1000).fill('a'), encoding_format: 'float' },
  'chat/completions': {
    model: 'gpt-3.5-turbo',
    ...{ messages: [{ role: 'user', content: 'hi' }], max_tokens: 1000, n: 4, logprobs: true, top_logprobs: 20 },
  },
};

function call(): void {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = request(`${url}/v1/${what}`, { method: 'POST', headers, agent: false }, (response) => {
    if (response.statusCode === 200) process.stdout.write('begun\n');
    else process.stdout.write(`status ${response.statusCode}\n`);
    if (reads === 'reads') response.resume();
    response.on('close', () => setTimeout(call, 10));
    response.on('error', () => {});
  });
  sent.on('error', () => setTimeout(call, 10));
  sent.end(JSON.stringify(BODIES[what]));
}

for (let n = 0; n < CALLS_AT_ONCE; n++) call();
