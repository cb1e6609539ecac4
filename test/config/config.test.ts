import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSecret, newSecret } from '../../src/access/api-tokens.ts';
import { type Config, ConfigError, type Environment, loadConfig, readClientSettings } from '../../src/config/config.ts';
import { exampleEnv, SETTING_NAMES } from '../../src/config/settings.ts';

const OWNER_TOKEN = 'an-owner-token-of-28-letters';
const KEY = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789';
const EXAMPLE = new URL('../../config/example.env', import.meta.url);

describe('loadConfig without any setting', () => {
  const config = loadConfig({});

  it('has the defaults of the documentation', () => {
    const { models, timeZone, settings, ...rest } = config;
    expect(rest).toEqual({
      openEnvFile: null,
      host: '127.0.0.1',
      port: 8080,
      publicUrl: null,
      database: './data/jigap.db',
      backups: { folder: null, everyMs: 86_400_000, days: 7, weeks: 4 },
      ownerTokenHash: null,
      metricsTokenHash: null,
      providers: [
        {
          ...{ name: 'openai', baseUrl: 'https://api.openai.com/v1', isDemo: true },
          ...{ addressSetting: 'OPENAI_BASE_URL', keySetting: 'OPENAI_API_KEY' },
          ...{ keys: [], keySources: [], keyOrder: 'in_order' },
          ...{ callsInFlight: null, queueMs: 30_000, timeoutMs: 300_000, connectTimeoutMs: 10_000 },
          ...{ headers: {}, wantsOpenAiFields: true, pricePercent: 100, inputSlackTokens: null },
        },
      ],
      reconciliation: {
        provider: 'openai',
        baseUrl: 'https://api.openai.com/v1',
        adminKey: null,
        project: null,
        driftPercent: 2,
      },
      checkMs: 600_000,
      mail: null,
      defaults: { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 },
      krwPerUsd: null,
      language: 'en',
      logLevel: 'info',
      logFormat: 'auto',
      limits: {
        bodyBytes: 1_048_576,
        imageBodyBytes: 8_388_608,
        bodyMemoryBytes: 67_108_864,
        addressFailuresPerMinute: 60,
        studentRequestsPerMinute: 120,
        studentCallsInFlight: 16,
        callsInFlight: 1024,
        requestTimeoutMs: 30_000,
        upstreamTimeoutMs: 300_000,
        streamMs: 900_000,
        answerBytes: 67_108_864,
        keepAliveMs: 15_000,
        drainMs: 60_000,
        hangUp: 'read',
        unreadMs: 30_000,
        drains: 64,
        stopMs: 30_000,
        conversationMs: 3_600_000,
        lowestCap: 16,
        inputSlackTokens: 64,
        trustProxy: [],
        corsOrigins: [],
      },
    });
    expect(timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(settings.filter(({ isDefault }) => !isDefault)).toEqual([]);
    expect(settings.map(({ name }) => name)).toEqual([...SETTING_NAMES]);
    expect(models.allowed).toEqual(['gpt-3.5-turbo']);
    expect([...models.aliases]).toEqual([]);
    expect(models.catalogue.has('gpt-3.5-turbo')).toBe(true);
  });

  it('returns a config that cannot be changed', () => {
    const parts = [
      config,
      config.providers,
      ...config.providers,
      ...config.providers.map(({ keys }) => keys),
      config.reconciliation,
      config.models,
      config.models.allowed,
      config.defaults,
      config.limits,
      config.settings,
    ];
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
  });
});

describe('config/example.env', () => {
  it('equals what node test/support/write-example-env.ts writes from the settings table', () => {
    expect(readFileSync(EXAMPLE, 'utf8')).toBe(exampleEnv());
  });

  it('changes nothing when it is used as it is', () => {
    const lines = exampleEnv()
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(new Set(Object.keys(env))).toEqual(SETTING_NAMES);
    expect(loadConfig(env)).toEqual(loadConfig({}));
  });

  it('explains each setting in one line', () => {
    for (const block of exampleEnv().trim().split('\n\n').slice(1)) expect(block).toMatch(/^# .+\.\n[A-Z_]+=.*$/);
  });
});

describe('loadConfig with settings', () => {
  it('reads numbers, seconds as milliseconds, and amounts to the nano-dollar', () => {
    const config = loadConfig({
      JIGAP_HOST: '0.0.0.0',
      JIGAP_PORT: '0',
      JIGAP_DATABASE: '/data/j.db',
      JIGAP_WALLET_MONTHLY_USD: '12',
      JIGAP_STUDENT_WEEKLY_USD: '0.000000001',
      JIGAP_KRW_PER_USD: '1412.5',
      JIGAP_TIME_ZONE: 'Asia/Seoul',
      JIGAP_LANGUAGE: 'ko',
      JIGAP_LOG_LEVEL: 'debug',
      JIGAP_DRAIN_SECONDS: '0',
      JIGAP_DRAINS: '0',
      JIGAP_HANG_UP: 'cancel',
      JIGAP_STREAM_SECONDS: '7',
      JIGAP_TRUST_PROXY: '10.0.0.5, 192.168.0.0/16,fd00::/8',
    });
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      database: '/data/j.db',
      defaults: { walletMonthly: 12_000_000_000, studentWeekly: 1 },
      krwPerUsd: 1412.5,
      timeZone: 'Asia/Seoul',
      language: 'ko',
      logLevel: 'debug',
      limits: {
        drainMs: 0,
        drains: 0,
        hangUp: 'cancel',
        streamMs: 7000,
        trustProxy: ['10.0.0.5', '192.168.0.0/16', 'fd00::/8'],
      },
    });
  });

  it('treats an empty setting as not set', () => {
    const empty = Object.fromEntries([...SETTING_NAMES].map((name) => [name, '']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('takes the language of the machine, LC_ALL before LANG', () => {
    expect(loadConfig({ LANG: 'ko_KR.UTF-8' }).language).toBe('ko');
    expect(loadConfig({ LANG: 'ko_KR.UTF-8', LC_ALL: 'C' }).language).toBe('en');
    expect(loadConfig({ LANG: 'en_US.UTF-8', LC_ALL: 'ko_KR.UTF-8' }).language).toBe('ko');
    expect(loadConfig({ LANG: 'ko_KR.UTF-8', JIGAP_LANGUAGE: 'en' }).language).toBe('en');
  });

  it('takes an origin as the address for links, without its slash', () => {
    const urls = ['https://class.example', 'https://class.example/', 'http://192.168.0.10:8080', 'http://[fd00::1]'];
    expect(urls.map((url) => loadConfig({ JIGAP_PUBLIC_URL: url }).publicUrl)).toEqual([
      'https://class.example',
      'https://class.example',
      'http://192.168.0.10:8080',
      'http://[fd00::1]',
    ]);
  });

  it.each([
    ...[
      'class.example',
      'ftp://class.example',
      'https://class.example/jigap',
      'https://class.example/?a',
      'https://u:p@a.example',
    ],
    ...['https://*.example', 'http://0.0.0.0:8080', 'http://[::]', 'https://class.example:443', `https://${KEY}`],
  ])('refuses %s as the address for links, with what to write, and does not repeat it', (url) => {
    const [problem = '', ...others] = problemsOf({ JIGAP_PUBLIC_URL: url });
    expect(others).toEqual([]);
    expect(problem).toMatch(/^JIGAP_PUBLIC_URL: .*write it as https:\/\/class\.example/);
    expect(problem).not.toContain(KEY);
  });

  it('removes the trailing slash of a base URL', () => {
    const urls = ['http://127.0.0.1:9/v1/', 'https://api.example.com', 'https://api.example.com/'];
    expect(urls.map((url) => loadConfig({ OPENAI_BASE_URL: url }).providers[0]?.baseUrl)).toEqual([
      'http://127.0.0.1:9/v1',
      'https://api.example.com',
      'https://api.example.com',
    ]);
  });

  it('reads allowed models, an alias of a model, and an alias in place of a model', () => {
    const { models } = loadConfig({
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo, class-model,gpt-3.5-turbo',
      JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna | gpt-5.6-luna, class-model = gpt-4o-mini',
    });
    expect(models.allowed).toEqual(['gpt-3.5-turbo', 'class-model']);
    expect([...models.aliases]).toEqual([
      ['gpt-3.5-turbo', ['gpt-6-luna', 'gpt-5.6-luna']],
      ['class-model', ['gpt-4o-mini']],
    ]);
  });

  it('uses the catalogue of JIGAP_MODELS_FILE instead of config/models.json', () => {
    const own = { id: 'own-model', snapshots: [], endpoints: ['chat'], context_window: 10, max_output: 5 };
    const price = { from: '2026-01-01', input: 1, cached_input: 1, cache_write: 1, output: 1, source: 'here' };
    const models = [
      { ...own, inputs: ['text'], default_max_output: 5, reasoning: false, shutdown_date: null, prices: [price] },
    ];
    const read = (path: string) => (path === '/m.json' ? JSON.stringify({ models }) : expect.fail(path));
    const config = loadConfig({ JIGAP_MODELS_FILE: '/m.json', JIGAP_ALLOWED_MODELS: 'own-model' }, read);
    expect([...config.models.catalogue.keys()]).toEqual(['own-model']);
  });
});

describe('a setting that cannot be used', () => {
  it.each<[string, Environment, RegExp]>([
    ['an unknown name', { JIGAP_PRT: '1' }, /^JIGAP_PRT: .*did you mean JIGAP_PORT\?$/],
    ['a longer misspelt name', { JIGAP_WALET_MONTHLY_USD: '1' }, /did you mean JIGAP_WALLET_MONTHLY_USD\?/],
    ['a name like none', { JIGAP_ZZZZZZ: '1' }, /^JIGAP_ZZZZZZ: .*config\/example\.env/],
    ['a number with a tail', { JIGAP_PORT: '10abc' }, /^JIGAP_PORT: "10abc" .*from 0 to 65535$/],
    ['a port out of range', { JIGAP_PORT: '65536' }, /JIGAP_PORT/],
    ['a negative number', { JIGAP_DRAINS: '-1' }, /JIGAP_DRAINS/],
    ['another way to hang up', { JIGAP_HANG_UP: 'Cancel' }, /JIGAP_HANG_UP: .*give one of read, cancel/],
    ['a number in another notation', { JIGAP_CALLS_IN_FLIGHT: '1e3' }, /JIGAP_CALLS_IN_FLIGHT/],
    ['a fraction of a second', { JIGAP_STOP_SECONDS: '1.5' }, /JIGAP_STOP_SECONDS/],
    ['no time at all', { JIGAP_UPSTREAM_TIMEOUT_SECONDS: '0' }, /from 1 to/],
    ['a number beyond all numbers', { JIGAP_ANSWER_BYTES: '9'.repeat(400) }, /JIGAP_ANSWER_BYTES/],
    ['an address with a port', { JIGAP_HOST: '127.0.0.1:80' }, /without a port/],
    ['an amount with a currency', { JIGAP_WALLET_MONTHLY_USD: '$5' }, /plain number such as 5/],
    ['an amount that is too fine', { JIGAP_STUDENT_WEEKLY_USD: '0.0000000001' }, /nine decimal places/],
    ['an amount that is too large', { JIGAP_WALLET_MONTHLY_USD: '1000001' }, /cannot be above/],
    ['a zone that is none', { JIGAP_TIME_ZONE: 'Mars/Base' }, /"Mars\/Base" is no time zone; .*Asia\/Seoul/],
    ['an offset for a zone', { JIGAP_TIME_ZONE: '+09:00' }, /time zone/],
    ['a rate of nothing', { JIGAP_KRW_PER_USD: '0' }, /give a number above 0/],
    ['a language we do not speak', { JIGAP_LANGUAGE: 'fr' }, /one of ko, en/],
    ['a log level that is none', { JIGAP_LOG_LEVEL: 'loud' }, /one of trace, debug/],
    ['a proxy by name', { JIGAP_TRUST_PROXY: 'nginx' }, /"nginx" is no address or range/],
    ['everybody as a proxy', { JIGAP_TRUST_PROXY: '0.0.0.0/0' }, /no address or range/],
    ['a range that is too narrow', { JIGAP_TRUST_PROXY: '10.0.0.0/33' }, /no address or range/],
    ['another protocol', { OPENAI_BASE_URL: 'ftp://example.com' }, /OPENAI_BASE_URL/],
    ['an address with a password', { OPENAI_BASE_URL: 'http://u:hunter2@example.com/v1' }, /user or a password/],
    ['an address with a query', { OPENAI_BASE_URL: 'https://example.com/v1?key=1' }, /query/],
    ['no model', { JIGAP_ALLOWED_MODELS: ' , ' }, /no model is named/],
    ['an unknown model', { JIGAP_ALLOWED_MODELS: 'gpt-3.5-trubo' }, /"gpt-3.5-trubo" .*did you mean gpt-3\.5-turbo/],
    ['a model like none', { JIGAP_ALLOWED_MODELS: 'llama' }, /"llama" is not in the catalogue.*config\/models\.json/],
    ['an alias without a target', { JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo' }, /write name=model/],
    ['an alias of three', { JIGAP_MODEL_ALIASES: 'a=b=c' }, /write name=model/],
    ['two aliases of one name', { JIGAP_MODEL_ALIASES: 'a=gpt-4o,a=gpt-4o-mini' }, /"a" has two aliases/],
    ['an alias to an unknown model', { JIGAP_MODEL_ALIASES: 'a=gpt-6-lun' }, /did you mean gpt-6-luna\?/],
    ['an alias to an alias', { JIGAP_MODEL_ALIASES: 'a=b,b=gpt-4o' }, /"a" leads to another alias/],
    [
      'an alias that could answer no call',
      { JIGAP_MODEL_ALIASES: 'text-embedding-3-small=gpt-6-luna' },
      /^JIGAP_MODEL_ALIASES: "text-embedding-3-small" is for embeddings, and "gpt-6-luna" only for chat, responses/,
    ],
    ['an alias to itself', { JIGAP_MODEL_ALIASES: 'gpt-4o=gpt-4o' }, /leads to another alias/],
    ['a short owner token', { JIGAP_OWNER_TOKEN: 'hunter2' }, /at least 20/],
    ['an owner token with a space', { JIGAP_OWNER_TOKEN: `${OWNER_TOKEN} ` }, /JIGAP_OWNER_TOKEN: it has spaces/],
    [
      "a student's token as the owner's",
      { JIGAP_OWNER_TOKEN: newSecret('jgp_') },
      /^JIGAP_OWNER_TOKEN: .*student's API/,
    ],
    ["a provider's key as the owner's", { JIGAP_OWNER_TOKEN: KEY }, /^JIGAP_OWNER_TOKEN: .*belongs in OPENAI_API_KEY/],
    [
      "a student's token as the key",
      { OPENAI_API_KEY: newSecret('jgp_') },
      /OPENAI_API_KEY: it holds a token that jigap/,
    ],
    ['another id for a project', { OPENAI_PROJECT_ID: 'org-abc' }, /^OPENAI_PROJECT_ID: this is no project's id/],
    ['a drift of more than all', { JIGAP_DRIFT_PERCENT: '101' }, /from 0 to 100$/],
    ['a check that never comes', { JIGAP_CHECK_MINUTES: '0' }, /from 1 to 1440$/],
    ['a key with a line break', { OPENAI_API_KEY: `${KEY}\n` }, /OPENAI_API_KEY: it has spaces, control characters/],
    ['a key and a file', { OPENAI_API_KEY: KEY, OPENAI_API_KEY_FILE: '/k' }, /FILE: OPENAI_API_KEY is set as well/],
    ['a key file that is not there', { OPENAI_API_KEY_FILE: '/no/such/file' }, /FILE: .*cannot be read \(ENOENT\)/],
    ['a catalogue that is not there', { JIGAP_MODELS_FILE: '/no/such/file' }, /^JIGAP_MODELS_FILE: .*\(ENOENT\)/],
  ])('%s is one problem, with the name of the setting', (_what, env, text) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(text)]);
  });

  it('is reported together with all others', () => {
    const env = { JIGAP_X: '1', JIGAP_PORT: 'x', JIGAP_LANGUAGE: 'x', JIGAP_ALLOWED_MODELS: 'x', OPENAI_API_KEY: ' ' };
    const problems = problemsOf(env);
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual(Object.keys(env).sort());
    expect(() => loadConfig(env)).toThrow(/5 error\(s\):\n(- .*\n?){5}$/);
  });

  it('may not be an alias that answers some of the calls for its name', () => {
    const aliases = 'gpt-4o=gpt-3.5-turbo-16k,moderation=omni-moderation-latest';
    expect(problemsOf({ JIGAP_MODEL_ALIASES: aliases })).toEqual([]);
  });

  it('is a catalogue with an input that nothing bounds', () => {
    const own = readFileSync(new URL('../../config/models.json', import.meta.url), 'utf8');
    const hearing = own.replace('"inputs": ["text"]', '"inputs": ["text", "audio"]');
    expect(problemsOf({ JIGAP_MODELS_FILE: '/m.json' }, () => hearing)).toEqual([
      expect.stringMatching(/^JIGAP_MODELS_FILE: models\[0\] \(gpt-3\.5-turbo\): inputs names "audio", whose cost no/),
    ]);
  });

  it('is a catalogue, with one problem for each of its errors', () => {
    const problems = problemsOf({ JIGAP_MODELS_FILE: '/m.json' }, () => '{"models":[],"x":1}');
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem).toMatch(/^JIGAP_MODELS_FILE: the catalogue: /);
  });

  it('is never JIGAP_URL, which the server does not read', () => {
    expect(problemsOf({ JIGAP_URL: 'whatever' })).toEqual([]);
  });
});

describe('secrets in the settings', () => {
  it('keep only the hash of the owner token', () => {
    const config = loadConfig({ JIGAP_OWNER_TOKEN: OWNER_TOKEN });
    expect(config.ownerTokenHash).toBe(hashSecret(OWNER_TOKEN));
    expect(JSON.stringify(config)).not.toContain(OWNER_TOKEN);
  });

  it('include an upstream key that can be used but not printed', () => {
    const config = loadConfig({ OPENAI_API_KEY: KEY });
    const [key] = config.providers.flatMap(({ keys }) => keys);
    expect(key?.reveal()).toBe(KEY);
    for (const printed of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true }), `${key}`]) {
      expect(printed).not.toContain(KEY);
    }
  });

  it('include an admin key that can be used but not printed', () => {
    const config = loadConfig({ OPENAI_ADMIN_KEY: KEY, OPENAI_ADMIN_BASE_URL: 'http://127.0.0.1:9/v1/' });
    expect(config.reconciliation.baseUrl).toBe('http://127.0.0.1:9/v1');
    expect(config.reconciliation.adminKey?.reveal()).toBe(KEY);
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain(KEY);
    expect(
      problemsOf({ OPENAI_ADMIN_KEY: KEY, JIGAP_TIME_ZONE: KEY.slice(3), JIGAP_LANGUAGE: KEY }).join(),
    ).not.toContain(KEY);
  });

  it('include a key from a file, without the space around it', () => {
    expect(withFile(`\n ${KEY}\r\n`).providers[0]?.keys[0]?.reveal()).toBe(KEY);
  });

  it('do not start a demo when the key file is empty', () => {
    expect(() => withFile(' \n')).toThrow(/OPENAI_API_KEY_FILE: there is no key in it/);
    expect(() => withFile(newSecret('jgp_'))).toThrow(/token that jigap issued/);
    expect(() => withFile('two keys')).toThrow(/it has spaces/);
  });

  it('do not appear in a problem, in whatever setting they were pasted', () => {
    const secret = fc.oneof(
      fc.constant(KEY),
      fc.constant(`jgp_${'x'.repeat(38)}`),
      fc.stringMatching(/^[A-Za-z0-9=,/ .-]{8,50}$/),
    );
    const places = fc.array(fc.constantFrom(...SETTING_NAMES), { maxLength: 6 });
    const read = (path: string) => (path.endsWith('models.json') ? readFileSync(path, 'utf8') : path);
    fc.assert(
      fc.property(secret, places, (value, names) => {
        const env = Object.fromEntries(['JIGAP_NONE', 'OPENAI_API_KEY', ...names].map((name) => [name, value]));
        const problems = problemsOf(env, read);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.join('\n')).not.toContain(value);
      }),
    );
  });

  it('start a demo only without a key and with the address of OpenAI', () => {
    const OPENAI_BASE_URL = 'http://127.0.0.1:11434/v1';
    const isDemo = (env: Record<string, string>) => loadConfig(env).providers[0]?.isDemo;
    expect([isDemo({}), isDemo({ OPENAI_BASE_URL: 'https://api.openai.com/v1/' })]).toEqual([true, true]);
    expect([isDemo({ OPENAI_BASE_URL }), isDemo({ OPENAI_BASE_URL, OPENAI_API_KEY: KEY })]).toEqual([false, false]);
    expect(isDemo({ OPENAI_API_KEY: KEY })).toBe(false);
    expect(loadConfig({ OPENAI_BASE_URL }).providers[0]?.keys).toEqual([]);
  });

  it('forbid the options of Node that open the memory of a server with a key', () => {
    const problem = [expect.stringMatching(/^--inspect-brk \(an option of Node\): .*start without it$/)];
    const NODE_OPTIONS = '--enable-source-maps  "--inspect-brk=0.0.0.0:9229" --inspect_brk';
    expect(problemsOf({ OPENAI_API_KEY: KEY, NODE_OPTIONS })).toEqual(problem);
    expect(problemsOf({ OPENAI_ADMIN_KEY: KEY, NODE_OPTIONS })).toEqual(problem);
    expect(problemsOf({ NODE_OPTIONS })).toEqual([]);
    expect(problemsOf({ OPENAI_API_KEY: KEY, NODE_OPTIONS: '--report-on-signal --inspect-port=1' })).toEqual([]);
  });

  it('do not appear in the error of the JSON parser when they are in place of a catalogue', () => {
    const problems = problemsOf({ JIGAP_MODELS_FILE: '/run/secrets/key' }, () => KEY);
    expect(problems).toEqual(['JIGAP_MODELS_FILE: the file is not JSON; repair it']);
  });
});

describe('the command-line client', () => {
  it('reads the language from JIGAP_LANGUAGE, then from the locale, and knows none for another', () => {
    const languageOf = (env: Environment) => readClientSettings(env).language;
    expect(languageOf({ LANG: 'ko_KR.UTF-8' })).toBe('ko');
    expect(languageOf({ LANG: 'ko_KR.UTF-8', LC_MESSAGES: 'en_GB' })).toBe('en');
    expect(languageOf({ LC_ALL: 'ko', LC_MESSAGES: 'en_GB' })).toBe('ko');
    expect(languageOf({ LANG: 'en_US.UTF-8', JIGAP_LANGUAGE: 'ko' })).toBe('ko');
    for (const LANG of ['C.UTF-8', 'kok_IN', 'fr_FR', '']) expect(languageOf({ LANG })).toBeNull();
  });

  it('looks for the gateway on this machine by default', () => {
    expect(readClientSettings({})).toEqual({
      ...{ url: 'http://127.0.0.1:8080', ownerToken: null, apiToken: null },
      ...{ language: null, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    });
    expect(readClientSettings({ JIGAP_URL: 'https://class.example.com/' }).url).toBe('https://class.example.com');
    expect(() => readClientSettings({ JIGAP_URL: 'class' })).toThrow(ConfigError);
    for (const JIGAP_URL of ['127.0.0.1:8080', 'localhost:8080']) {
      expect(() => readClientSettings({ JIGAP_URL })).toThrow(/JIGAP_URL: .*http:\/\/127\.0\.0\.1:8080/);
    }
  });

  it("takes a student's token from OPENAI_API_KEY, and never a real key", () => {
    const token = newSecret('jgp_');
    expect(readClientSettings({ OPENAI_API_KEY: token, JIGAP_OWNER_TOKEN: OWNER_TOKEN })).toMatchObject({
      ownerToken: OWNER_TOKEN,
      apiToken: token,
    });
    expect(readClientSettings({ OPENAI_API_KEY: KEY }).apiToken).toBeNull();
  });

  it("is not stopped by the server's settings", () => {
    expect(readClientSettings({ JIGAP_PORT: 'x', JIGAP_WHAT: '1' }).url).toBe('http://127.0.0.1:8080');
  });
});

function withFile(text: string): Config {
  return loadConfig({ OPENAI_API_KEY_FILE: '/k' }, (path) => (path === '/k' ? text : readFileSync(path, 'utf8')));
}

function problemsOf(env: Environment, read?: (path: string) => string): readonly string[] {
  try {
    loadConfig(env, read);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a provider that bills more than the list price', () => {
  const EU = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' };

  it('needs JIGAP_PRICE_PERCENT for a regional address of OpenAI', () => {
    expect(() => loadConfig(EU)).toThrow(/JIGAP_PRICE_PERCENT: .*set it to 110/);
  });

  it('has every price raised and rounded up, under every name of the model', () => {
    const { catalogue } = loadConfig({ ...EU, JIGAP_PRICE_PERCENT: '110' }).models;
    const [plain] = catalogue.get('gpt-3.5-turbo')?.prices ?? [];
    expect(plain).toMatchObject({ input: 550_000, cachedInput: 550_000, cacheWrite: 550_000, output: 1_650_000 });
    expect(catalogue.get('gpt-3.5-turbo-0125')).toBe(catalogue.get('gpt-3.5-turbo'));
  });
});

describe('the mail server', () => {
  const PASSWORD = 'pass-word-of-the-mail-server';
  const MAIL = {
    JIGAP_SMTP_URL: `smtps://kim%40school:${PASSWORD}@mail.school.example`,
    JIGAP_MAIL_FROM: 'AI class <class@school.example>',
    JIGAP_PUBLIC_URL: 'https://class.example',
  };

  it('is reached with TLS, and its user and password are decoded', () => {
    const { mail } = loadConfig(MAIL);
    expect(mail?.server).toMatchObject({ host: 'mail.school.example', port: 465, isSmtps: true });
    expect(mail?.server.revealLogin()).toEqual({ user: 'kim@school', password: PASSWORD });
    expect(mail?.sender).toEqual({ name: 'AI class', address: 'class@school.example' });
    const startTls = loadConfig({ ...MAIL, JIGAP_SMTP_URL: 'smtp://mail.school.example' }).mail?.server;
    expect(startTls).toMatchObject({ port: 587, isSmtps: false, needsTls: true });
    expect(startTls?.revealLogin()).toBeNull();
  });

  it('may be reached without TLS on this machine, or where that is said and no password is sent', () => {
    const needsTls = (url: string) => loadConfig({ ...MAIL, JIGAP_SMTP_URL: url }).mail?.server.needsTls;
    expect(needsTls('smtp://kim:secret@localhost:2525')).toBe(false);
    expect(needsTls('smtp://[::1]')).toBe(false);
    expect(needsTls('smtp://relay.school.example:25?tls=off')).toBe(false);
    expect(needsTls('smtp://localhost.evil.example')).toBe(true);
  });

  it.each([
    'mail.school.example',
    'https://mail.school.example',
    'smtp://',
    'smtp://mail.school.example/inbox',
    'smtp://mail.school.example?tls=maybe',
    'smtps://mail.school.example?tls=off',
    `smtp://kim:${PASSWORD}@mail.school.example?tls=off`,
    'smtp://kim@mail.school.example',
    `smtp://kim:${PASSWORD}%zz@mail.school.example`,
  ])('cannot be %s', (url) => {
    const [problem = '', ...others] = problemsOf({ ...MAIL, JIGAP_SMTP_URL: url });
    expect([problem.startsWith('JIGAP_SMTP_URL: '), others]).toEqual([true, []]);
    expect(problem).not.toContain(PASSWORD);
  });

  it.each(['nobody', 'a@b@c', 'a@b, c@d', '<a@b', 'x\ny <a@b>\nBcc: c@d'])('cannot send as %j', (from) => {
    expect(problemsOf({ ...MAIL, JIGAP_MAIL_FROM: from })[0]).toMatch(/^JIGAP_MAIL_FROM: /);
  });

  it('needs a sender and the address of links', () => {
    const { JIGAP_SMTP_URL } = MAIL;
    expect(problemsOf({ JIGAP_SMTP_URL }).map((problem) => problem.split(':')[0])).toEqual([
      'JIGAP_MAIL_FROM',
      'JIGAP_PUBLIC_URL',
    ]);
  });

  it('shows its password nowhere', () => {
    const config = loadConfig({ ...MAIL, JIGAP_DATABASE: `./${PASSWORD}.db` });
    for (const { database, ...shown } of [config]) {
      expect(database).toContain(PASSWORD);
      for (const text of [JSON.stringify(shown), inspect(shown, { depth: 9, showHidden: true })]) {
        expect(text).not.toContain(PASSWORD);
      }
    }
  });
});
