import { expect, test } from 'vitest';
import { type Start, startupBanner } from '../../src/ops/startup-banner.ts';

const START: Start = {
  language: 'en',
  url: 'http://127.0.0.1:8080',
  publicUrl: null,
  lanUrls: [],
  shell: 'posix',
  keyLine: 'OPENAI_API_KEY=sk-... JIGAP_MODEL_ALIASES=gpt-3.5-turbo=gpt-6-luna npm start',
  isDemo: false,
  calledWithoutKey: null,
  isFirst: true,
  ownerToken: 'jgo_made_now',
  signInLink: 'http://127.0.0.1:8080/dashboard/sign-in/link/made_now',
  model: 'gpt-3.5-turbo',
};

/** The lines that are copied into a terminal, without the words in quotes. */
const commandsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^ +(export|npm|curl|python3) /.test(line))
    .map((line) => line.replaceAll(/(["']).*?\1/g, ''));

test('a first start gives the same lines to copy in both languages, and the rest in the language that is set', () => {
  const [en, ko] = [startupBanner(START), startupBanner({ ...START, language: 'ko' })];
  expect(commandsOf(ko)).toEqual(commandsOf(en));
  expect(commandsOf(en)).toHaveLength(8);
  expect(en).not.toMatch(/\p{Script=Hangul}/u);
  for (const line of ko.split('\n').filter((each) => each !== '' && !each.startsWith('  '))) {
    expect(line).toMatch(/\p{Script=Hangul}/u);
  }
});

test.each(['en', 'ko'] as const)('a later start shows no token and no lines to copy (%s)', (language) => {
  const text = startupBanner({ ...START, language, isFirst: false, ownerToken: null, signInLink: null });
  expect(text).not.toContain('jgo_');
  expect(text).not.toContain('sign-in/link');
  expect(commandsOf(text)).toEqual([]);
  expect(text).toContain('http://127.0.0.1:8080/dashboard');
});

test.each(['en', 'ko'] as const)(
  'a start says in one language what answers: a demo, or an address without a key (%s)',
  (language) => {
    const demo = startupBanner({ ...START, language, isDemo: true, calledWithoutKey: 'https://api.openai.com' });
    expect(demo).toContain('OPENAI_API_KEY');
    expect(demo).not.toContain('https://api.openai.com');
    expect(startupBanner({ ...START, language, calledWithoutKey: 'http://llama.example' })).toContain(
      'http://llama.example',
    );
    expect(startupBanner({ ...START, language, isFirst: false })).not.toContain('OPENAI_API_KEY');
  },
);

test.each(['en', 'ko'] as const)('a demo shows the line that starts it with a key and its alias (%s)', (language) => {
  const lines = startupBanner({ ...START, language, isDemo: true }).split('\n');
  expect(lines).toContain(`  ${START.keyLine}`);
  expect(startupBanner({ ...START, language })).not.toContain(START.keyLine);
});

test.each(['en', 'ko'] as const)(
  'a start says where other machines reach it, and nothing where none do (%s)',
  (language) => {
    const here = startupBanner({ ...START, language });
    const lanUrls = ['http://192.168.0.10:8080', 'http://10.0.0.5:8080'];
    const inNetwork = startupBanner({ ...START, language, isFirst: false, lanUrls }).split('\n');
    expect(inNetwork).toEqual(expect.arrayContaining(lanUrls.map((url) => `  ${url}`)));
    const inPublic = startupBanner({ ...START, language, lanUrls, publicUrl: 'https://class.example' });
    expect(inPublic.split('\n')).toContain('  https://class.example');
    expect(inPublic).not.toContain('192.168.0.10');
    expect(here).not.toMatch(/192\.168|README/);
  },
);

test('a first start on Windows gives lines for PowerShell', () => {
  const text = startupBanner({ ...START, shell: 'powershell' });
  expect(text).toContain("  $env:JIGAP_OWNER_TOKEN = 'jgo_made_now'\n");
  expect(text).toContain('  $env:OPENAI_API_KEY = npm.cmd run --silent jigap -- token issue "First student" --quiet\n');
  expect(text).not.toMatch(/\bexport |\bcurl /);
});
