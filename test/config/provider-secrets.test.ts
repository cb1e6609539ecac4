import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAB, LAB_KEY, loadWithFiles, OPENAI_KEY, problemsWith } from './providers-fixture.ts';

/** Keys as several providers issue them. */
const KEYS = [
  OPENAI_KEY,
  'sk-ant-api03-abcdefghijklmnop-QRSTUV',
  'gsk_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL',
  'hf_abcdefghijklmnopqrstuvwxyzABCDEFGH',
  'AIzaSyA-abcdefghijklmnopqrstuvwxyz01234',
  '0123456789abcdef0123456789abcdef',
  `jgp_${'x'.repeat(38)}`,
];

/** Every way to put a key into the file itself. */
const PLACES: Record<string, (key: string) => unknown> = {
  'a field of its own': (key) => ({ providers: [{ ...LAB, api_key: key }] }),
  'the variable': (key) => ({ providers: [{ ...LAB, key_env: key }] }),
  'the list of variables': (key) => ({ providers: [{ ...LAB, key_env: ['LAB_KEY', key] }] }),
  'the file': (key) => ({ providers: [{ ...LAB, key_file: key }] }),
  'a header': (key) => ({ providers: [{ ...LAB, headers: { authorization: `Bearer ${key}` } }] }),
  'a header of another name': (key) => ({ providers: [{ ...LAB, headers: { 'x-team': key } }] }),
  'the name of a header': (key) => ({ providers: [{ ...LAB, headers: { [key]: 'x' } }] }),
  'the name': (key) => ({ providers: [{ ...LAB, name: key }] }),
  'the name of a field': (key) => ({ providers: [{ ...LAB, [key]: true }] }),
  'the address': (key) => ({ providers: [{ ...LAB, base_url: `http://${key}@lab/v1` }] }),
  'a remark': (key) => ({ about: `the key is ${key}`, providers: [LAB] }),
  'the name of a field of the file': (key) => ({ [key]: 1, providers: [LAB] }),
};

describe('a key in the file of providers', () => {
  it.each(Object.entries(PLACES))('is refused and not repeated in %s', (_place, fileWith) => {
    for (const key of KEYS) {
      const problems = problemsWith({ providers: fileWith(key), env: { LAB_KEY } });
      expect(problems).not.toEqual([]);
      expect(problems.join('\n')).not.toContain(key);
    }
  });

  it('says where keys belong', () => {
    const [first] = problemsWith({ providers: { providers: [{ ...LAB, api_key: 'secret' }] } });
    expect(first).toBe(
      'JIGAP_PROVIDERS_FILE: providers[0] (lab): "api_key" is unknown: keys never stand in this file; name with key_env the variable, or with key_file the file, that holds it',
    );
  });

  it.each(['authorization', 'Cookie', 'x-api-key', 'api-key', 'X-Auth-Token', 'x-goog-api-key', 'proxy-authorization'])(
    'is refused in the header %s, whatever it looks like',
    (name) => {
      const problems = problemsWith({ providers: { providers: [{ ...LAB, headers: { [name]: 'hunter2' } }] } });
      expect(problems).toEqual([expect.stringMatching(/carries a secret .* key_env or key_file/)]);
    },
  );
});

describe('the key of a provider', () => {
  const providers = { providers: [{ ...LAB, key_env: 'LAB_KEY', key_file: '/etc/lab-key' }] };
  const FILE_KEY = 'the-second-key-of-the-lab';

  it('does not appear in a problem, in whatever setting it was pasted, nor among the settings', () => {
    const names = ['JIGAP_ALLOWED_MODELS', 'JIGAP_MODEL_ALIASES', 'JIGAP_TIME_ZONE', 'JIGAP_HOST', 'JIGAP_PORT'];
    fc.assert(
      fc.property(fc.constantFrom(LAB_KEY, FILE_KEY), fc.subarray(names, { minLength: 1 }), (key, pasted) => {
        const env = { LAB_KEY, ...Object.fromEntries(pasted.map((name) => [name, key])) };
        const files = { '/etc/lab-key': FILE_KEY };
        const problems = problemsWith({ providers, env, files }).join('\n');
        expect(problems).not.toContain(LAB_KEY);
        expect(problems).not.toContain(FILE_KEY);
        if (problems !== '') return;
        const { settings } = loadWithFiles({ providers, env, files });
        expect(JSON.stringify(settings)).not.toContain(key);
      }),
    );
  });
});
