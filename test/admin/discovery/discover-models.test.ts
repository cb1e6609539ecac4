import { describe, expect, it } from 'vitest';
import { AdminError } from '../../../src/admin/admin-error.ts';
import { discoverModels } from '../../../src/admin/discovery/discover-models.ts';
import type { ServerReading } from '../../../src/admin/discovery/read-server.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { parseCatalogue } from '../../../src/ledger/catalogue.ts';

const NOW = Date.UTC(2026, 10, 27);

type Pages = Readonly<Record<string, ServerReading | object>>;

/** Asks a server that has these pages, and notes what it was asked. */
function ask(address: string, pages: Pages, name: string | null = null, providers: readonly string[] = ['openai']) {
  const asked: string[] = [];
  const readServer = async (url: URL, body?: object): Promise<ServerReading> => {
    asked.push(`${body === undefined ? 'GET' : 'POST'} ${url.href}`);
    const page = pages[url.pathname];
    if (page === undefined) return { kind: 'answer', status: 404, json: undefined };
    return 'kind' in page ? (page as ServerReading) : { kind: 'answer', status: 200, json: page };
  };
  const facts = providers.map((each) => ({ name: each }));
  const found = discoverModels({ address, name }, { readServer, providers: facts, now: () => NOW });
  return { found, asked };
}

async function problemOf(address: string, pages: Pages, name: string | null = null) {
  const error = await ask(address, pages, name).found.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AdminError);
  return (error as AdminError).problem;
}

const listOf = (...models: object[]) => ({ object: 'list', data: models });
const answer = (status: number, json?: unknown): ServerReading => ({ kind: 'answer', status, json });

describe('discovering the models of a server', () => {
  it('takes window and name of vLLM from its list, in entries that the catalogue accepts', async () => {
    const pages = { '/v1/models': listOf({ id: 'meta-llama/Llama-3.2-3B', owned_by: 'vllm', max_model_len: 8192 }) };
    const { found, asked } = ask('http://10.0.0.5:8000/v1/', pages);
    const { provider, models, kind } = await found;
    expect(asked).toEqual(['GET http://10.0.0.5:8000/v1/models']);
    expect(kind).toBe('vllm');
    expect(provider).toMatchObject({ name: 'vllm', base_url: 'http://10.0.0.5:8000/v1', openai_fields: false });
    expect(models).toMatchObject([{ isWindowGuessed: false, isEndpointGuessed: true }]);
    const entry = JSON.parse(JSON.stringify({ ...models[0]?.entry, provider: undefined }));
    const model = parseCatalogue({ models: [entry] }, ENDPOINTS).get('meta-llama/Llama-3.2-3B');
    expect(model).toMatchObject({ contextWindow: 8192, defaultMaxOutput: 1024, endpoints: ['chat'] });
    expect(model?.prices[0]).toMatchObject({ input: 0, output: 0 });
  });

  it.each(['tts-1', 'kokoro', 'hexgrad/Kokoro-82M', 'piper-ko', 'XTTS-v2', 'suno/bark'])(
    'suggests a price of characters for %s, in an entry that the catalogue accepts',
    async (id) => {
      const { found } = ask('http://10.0.0.5:8880/v1', { '/v1/models': listOf({ id, owned_by: 'lab' }) });
      const { models } = await found;
      expect(models).toMatchObject([{ isWindowGuessed: true, isEndpointGuessed: true, embeddingSize: null }]);
      const model = parseCatalogue({ models: [models[0]?.entry] }, ENDPOINTS).get(id);
      expect(model).toMatchObject({ contextWindow: 4096, endpoints: ['speech'], prices: [{ perCharacter: 0 }] });
      expect(model?.voices).toBeUndefined();
    },
  );

  it.each(['llama-3.2-3b', 'bert-base', 'gpt-oss:20b', 'barkley-7b', 'mttsx'])('takes %s for no voice', async (id) => {
    const { found } = ask('http://10.0.0.5:8880/v1', { '/v1/models': listOf({ id, owned_by: 'lab' }) });
    expect((await found).models[0]?.entry.endpoints).not.toContain('speech');
  });

  it('takes the window of a slot and the number of slots from llama.cpp', async () => {
    const meta = { n_ctx: 32768, n_ctx_train: 131072, n_embd: 3072, vocab_type: 2 };
    const { found } = ask('http://lab:8080/v1', {
      '/v1/models': listOf({ id: 'llama-3.2-3b', owned_by: 'llamacpp', meta }),
      '/props': { total_slots: 4, default_generation_settings: { n_ctx: 8192 } },
    });
    expect(await found).toMatchObject({
      provider: { name: 'llama-cpp', calls_in_flight: 4 },
      isSlotCountGuessed: false,
      models: [{ entry: { context_window: 8192 }, embeddingSize: 3072 }],
    });
  });

  it('asks Ollama for each model, and guesses a window that nobody set', async () => {
    const { found, asked } = ask('http://lab:11434/v1', {
      '/v1/models': listOf({ id: 'llama3.2:3b', owned_by: 'library' }),
      '/api/show': {
        capabilities: ['completion'],
        model_info: { 'llama.context_length': 131072, 'llama.embedding_length': 3072 },
      },
    });
    expect((await found).models).toMatchObject([
      { id: 'llama3.2:3b', isWindowGuessed: true, isEndpointGuessed: false, entry: { context_window: 4096 } },
    ]);
    expect(asked).toEqual(['GET http://lab:11434/v1/models', 'POST http://lab:11434/api/show']);
  });

  it.each(['bert-base-uncased', 'klue/roberta-large', 'nomic-embed-text', 'intfloat/multilingual-e5-large', 'bge-m3'])(
    'takes %s for a model of embeddings, with the window of BERT',
    async (id) => {
      const { models } = await ask('http://lab/v1', { '/v1/models': listOf({ id }) }).found;
      expect(models).toMatchObject([
        {
          isEndpointGuessed: true,
          isWindowGuessed: true,
          entry: { endpoints: ['embeddings'], context_window: 512, max_output: 0 },
        },
      ]);
    },
  );

  it('names a provider as no other is named', async () => {
    const pages = { '/v1/models': listOf({ id: 'x', owned_by: 'vllm' }) };
    const { found } = ask('http://lab/v1', pages, null, ['openai', 'vllm', 'vllm-2']);
    expect((await found).provider).toMatchObject({ name: 'vllm-3' });
  });

  it('leaves out what no catalogue can have, and counts it', async () => {
    const odd = ['a b', 'a,b', 'a=b', '', 'x'.repeat(201), 7, null].map((id) => ({ id }));
    const { models, skipped } = await ask('http://lab/v1', { '/v1/models': listOf({ id: 'good' }, ...odd) }).found;
    expect(models.map(({ id }) => id)).toEqual(['good']);
    expect(skipped).toBe(odd.length);
  });

  it.each([
    ['', 'not-http'],
    ['ftp://lab/v1', 'not-http'],
    ['file:///etc/passwd', 'not-http'],
    ['http://user:secret@lab/v1', 'sign-in'],
    ['http://lab/v1?key=1', 'query'],
    ['http://lab/v1#x', 'query'],
  ])('refuses the address %j without asking anybody', async (address, reason) => {
    const { found, asked } = ask(address, {});
    await expect(found).rejects.toMatchObject({ problem: { code: 'server_address_invalid', reason } });
    expect(asked).toEqual([]);
  });

  it('offers no name that would do something in a shell or a terminal, into which the owner copies it', async () => {
    const plain = [
      'llama3.2:3b',
      'meta-llama/Llama-3.2-3B',
      '/models/x.Q4_K_M.gguf',
      'C:\\models\\x.gguf',
      '한글-모델',
    ];
    const hostile = [
      'x;reboot',
      '$(reboot)',
      'x`id`',
      'x&y',
      '--all',
      'x>y',
      "x'y",
      'x"y',
      '!x',
      '\u001b[2J',
      'x\u009b2J',
    ];
    const ids = [...plain, ...hostile, 'x\u202ey', 'x\u0007', '<script>'].map((id) => ({ id }));
    const { models, skipped } = await ask('http://lab/v1', { '/v1/models': listOf(...ids) }).found;
    expect(models.map(({ id }) => id)).toEqual(plain);
    expect(skipped).toBe(ids.length - plain.length);
  });

  it('refuses a name that no provider can have', async () => {
    expect(await problemOf('http://lab/v1', {}, 'My Lab')).toEqual({ code: 'provider_name_invalid' });
  });

  it('asks for the address with /v1 where the list is there, also when the server answers without it', async () => {
    const list = listOf({ id: 'x' });
    const meant = { code: 'server_without_models', betterAddress: 'http://lab:8080/v1' };
    expect(await problemOf('http://lab:8080', { '/v1/models': list })).toEqual({ ...meant, status: 404 });
    expect(await problemOf('lab:8080', { '/models': list, '/v1/models': list })).toEqual({ ...meant, status: 200 });
  });

  it.each<[string, ServerReading, object]>([
    ['nothing listens', { kind: 'unreachable', reason: 'refused' }, { code: 'server_unreachable', reason: 'refused' }],
    ['it wants a key', answer(401), { code: 'server_wants_key', status: 401 }],
    ['it redirects', answer(302), { code: 'server_redirects', status: 302 }],
    ['the path is unknown', answer(404), { code: 'server_without_models', status: 404, betterAddress: null }],
    ['it is a web page', answer(200), { code: 'server_answer_unusable', reason: 'not-a-list' }],
    ['it is another list', answer(200, { data: ['x'] }), { code: 'server_answer_unusable', reason: 'not-a-list' }],
    ['it never ends', { kind: 'too-large' }, { code: 'server_answer_unusable', reason: 'too-large' }],
    ['clouds keep secrets there', { kind: 'not-allowed' }, { code: 'server_address_invalid', reason: 'not-allowed' }],
  ])('says so when %s', async (_when, reading, problem) => {
    expect(await problemOf('http://lab/v1', { '/v1/models': reading })).toEqual(problem);
  });
});
