import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatLocalInstant } from '../../src/cli/output.ts';
import { clientSettings, jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { ISSUED, NEW_OWNER_TOKEN, NEW_SECRET, STUDENT } from './stub-routes.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

/** What reached the server: "PATCH /api/students/12 {body}". */
const sent = () => api.requests.map(({ route, body }) => (body === undefined ? route : [route, body]));
const ok = async (...words: string[]) => {
  const run = await jigap(api.url, words);
  expect(run).toMatchObject({ exitCode: 0, error: '' });
  return run.out;
};

describe('jigap class', () => {
  test('add sends the given options and nothing else', async () => {
    const out = await ok(
      ...['class', 'add', '자료구조', '--time-zone', 'Asia/Seoul', '--starts-on', '2026-09-01', '--models', 'a,b'],
      ...['--budget', 'month=10', '--budget', 'day=1', '--student-budget', 'week=0.5'],
    );
    expect(sent()).toEqual([
      [
        'POST /api/classes',
        {
          name: '자료구조',
          time_zone: 'Asia/Seoul',
          starts_on: '2026-09-01',
          allowed_models: ['a', 'b'],
          budgets: [
            { period: 'month', limit_usd: 10 },
            { period: 'day', limit_usd: 1 },
          ],
          student_budgets: [{ period: 'week', limit_usd: 0.5 }],
        },
      ],
    ]);
    expect(out).toMatch(/^id +1$/m);
    expect(out).toMatch(/^each student +week 0\.5$/m);
    expect(out).toMatch(/class 1 +month +10\.0/);
  });

  test('add sends the language of the terminal, and its zone where the owner has chosen none', async () => {
    const settings = () => clientSettings(api.url, { language: 'ko', timeZone: 'Asia/Tokyo' });
    const add = async (...options: string[]) => {
      const run = await jigap(api.url, ['class', 'add', 'AI', ...options], { settings });
      expect(run).toMatchObject({ exitCode: 0, error: '' });
      return api.requests.findLast(({ route }) => route === 'POST /api/classes')?.body;
    };
    const zones = { time_zone: 'UTC', server_time_zone: 'UTC' };
    api.answer('GET /api/settings', 200, { ...zones, time_zone_is_default: true });
    expect(await add()).toEqual({ name: 'AI', language: 'ko', time_zone: 'Asia/Tokyo' });
    expect(await add('--language', 'en', '--time-zone', 'UTC')).toEqual({
      name: 'AI',
      language: 'en',
      time_zone: 'UTC',
    });
    api.answer('GET /api/settings', 200, { ...zones, time_zone_is_default: false });
    expect(await add()).toEqual({ name: 'AI', language: 'ko' });
  });

  test('set finds a class by its name and clears an option whose value is none', async () => {
    await ok('class', 'set', '자료구조', '--ends-on', 'none', '--models', 'any', '--budget', 'none', '--name', 'DS');
    expect(sent()).toEqual([
      'GET /api/classes',
      ['PATCH /api/classes/1', { name: 'DS', ends_on: null, allowed_models: null, budgets: [] }],
    ]);
  });

  test('set changes and clears the rules, and join-code renews the code', async () => {
    const out = await ok('class', 'set', '1', '--rules', 'Be kind.');
    expect(out).toMatch(/^rules +Be kind\. Ask first\.$/m);
    expect(out).toMatch(/^join code +K7M2-Q9XP$/m);
    await ok('class', 'set', '1', '--rules', 'none', '--owner-title', 'none');
    expect(await ok('class', 'set', '1', '--owner-title', '교수님')).toMatch(/^students call you +교수님$/m);
    expect(await ok('class', 'join-code', '1', '--yes')).toBe('AAAA-2222\n');
    expect(await ok('class', 'set', '1', '--join-places', '0')).toMatch(/^places to join +3$/m);
    expect(sent().filter((request) => request !== 'GET /api/classes/1')).toEqual([
      ['PATCH /api/classes/1', { rules: 'Be kind.' }],
      ['PATCH /api/classes/1', { rules: null, owner_title: null }],
      ['PATCH /api/classes/1', { owner_title: '교수님' }],
      ['POST /api/classes/1/join-code', {}],
      ['PATCH /api/classes/1', { join_places: 0 }],
    ]);
  });

  test('set limits the calls of a class, gives it instructions, and takes both away', async () => {
    const limits = ['--requests-per-minute', '300', '--calls-in-flight', '40', '--student-requests-per-minute', '20'];
    const switches = ['--falls-back', 'on', '--shares-answers', 'off', '--uses-flex', 'on'];
    const out = await ok(
      'class',
      'set',
      '1',
      ...limits,
      ...switches,
      '--student-calls-in-flight',
      '2',
      '--instructions',
      'Briefly.',
    );
    expect(out).toMatch(/^calls of a student +20 a minute$/m);
    expect(out).toMatch(/^next model answers +on\nshares answers +off\nflex tier +on$/m);
    expect(out).toMatch(/^instructions +Answer in Korean\. Briefly\.$/m);
    expect(out).toMatch(/^they add at most +0\.000032 USD to each call$/m);
    await ok('class', 'set', '1', '--calls-in-flight', 'none', '--instructions', 'none');
    expect(await jigap(api.url, ['class', 'set', '1', '--uses-flex', 'yes'])).toMatchObject({ exitCode: 2 });
    expect(await jigap(api.url, ['class', 'set', '1', '--calls-in-flight', 'many'])).toMatchObject({ exitCode: 2 });
    expect(sent().filter((request) => request !== 'GET /api/classes/1')).toEqual([
      [
        'PATCH /api/classes/1',
        {
          ...{ requests_per_minute: 300, calls_in_flight: 40, student_requests_per_minute: 20 },
          ...{ student_calls_in_flight: 2, instructions: 'Briefly.' },
          ...{ falls_back: true, shares_answers: false, uses_flex: true },
        },
      ],
      ['PATCH /api/classes/1', { calls_in_flight: null, instructions: null }],
    ]);
  });

  test('join-message writes the lines without control characters, and says when joining is closed', async () => {
    const message = await ok('class', 'join-message', '1');
    expect(message).toMatch(/^\[DS\]\n1\. Open.* this link\.\nnote: joining is closed; .*\n$/);
    expect(message).not.toContain('\u001b');
    expect(sent().at(-1)).toBe('GET /api/classes/1/join-message');
  });

  test('set without an option is a wrong command line', async () => {
    const { exitCode, error } = await jigap(api.url, ['class', 'set', '1']);
    expect({ exitCode, requests: api.requests.length }).toEqual({ exitCode: 2, requests: 0 });
    expect(error).toContain('name an option');
  });

  test('list and show print tables', async () => {
    expect(await ok('class', 'list')).toMatch(
      / 1 {2}자료구조 {2}open +Asia\/Seoul {2}ko +2026-09-01 {2}- +gpt-3\.5-turbo/,
    );
    expect(await ok('class', 'show', '1')).toMatch(/^ends on +open$/m);
  });
});

describe('jigap student', () => {
  test('add looks the class up by name', async () => {
    const out = await ok(
      'student',
      'add',
      '김지우',
      '--class',
      '자료구조',
      '--email',
      'a@b.kr',
      '--budget',
      'week=0.5',
    );
    expect(sent()[1]).toEqual([
      'POST /api/students',
      { name: '김지우', class_id: 1, email: 'a@b.kr', budgets: [{ period: 'week', limit_usd: 0.5 }] },
    ]);
    expect(out).toContain('next: jigap token issue 12');
  });

  test('list filters by class and shows the available money', async () => {
    const out = await ok('student', 'list', '--class', '1');
    expect(api.requests[1]).toMatchObject({ route: 'GET /api/students', query: { class_id: '1' } });
    expect(out).toContain('week 0.38 of 0.5');
  });

  test('suspend, resume and move change one field', async () => {
    await ok('student', 'suspend', '12');
    await ok('student', 'resume', '12');
    await ok('student', 'move', '12', '--class', 'none');
    await ok('student', 'move', '12', '--class', '1');
    const changes = api.requests.filter(({ route }) => route.startsWith('PATCH')).map(({ body }) => body);
    expect(changes).toEqual([{ suspended: true }, { suspended: false }, { class_id: null }, { class_id: 1 }]);
  });

  test('a name is matched exactly, not as a part', async () => {
    api.answer('GET /api/students', 200, {
      data: [STUDENT, { ...STUDENT, id: 13, name: '김지우2' }],
      next_cursor: null,
    });
    await ok('student', 'suspend', '김지우'.normalize('NFD'));
    expect(api.requests[0]?.query).toMatchObject({ name: '김지우' });
    expect(sent()[1]).toEqual(['PATCH /api/students/12', { suspended: true }]);
  });

  test('an ambiguous name changes no student and lists the ids', async () => {
    api.answer('GET /api/students', 200, { data: [STUDENT, { ...STUDENT, id: 13 }], next_cursor: null });
    const { exitCode, error } = await jigap(api.url, ['student', 'suspend', '김지우']);
    expect(exitCode).toBe(2);
    expect(error).toContain('one of 12, 13');
    expect(api.requests).toHaveLength(1);
  });

  test('digits that are not an id are read as a name, such as a student number', async () => {
    api.answer('GET /api/students', 200, { data: [{ ...STUDENT, name: '20260001' }], next_cursor: null });
    expect(await ok('student', 'show', '20260001')).toContain('20260001');
    expect(sent()).toEqual(['GET /api/students/20260001', 'GET /api/students']);
  });

  test('an unknown name is refused with what to do', async () => {
    const { exitCode, error } = await jigap(api.url, ['student', 'show', 'Nobody']);
    expect(exitCode).toBe(3);
    expect(error).toContain('see jigap student list');
  });

  test('set changes the fields of a student, and clears one whose value is none', async () => {
    const out = await ok('student', 'set', '12', '--name', '김지우', '--note', 'Ask twice.');
    expect(out).toMatch(/^name +김지우$/m);
    await ok('student', 'set', '12', '--note', 'none', '--email', 'none');
    const { exitCode, error } = await jigap(api.url, ['student', 'set', '12']);
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining('name an option') });
    expect(sent().filter((request) => request !== 'GET /api/students/12')).toEqual([
      ['PATCH /api/students/12', { name: '김지우', note: 'Ask twice.' }],
      ['PATCH /api/students/12', { email: null, note: null }],
    ]);
  });
});

describe('a command that removes something', () => {
  test('needs --yes without a terminal', async () => {
    const { exitCode, error } = await jigap(api.url, ['student', 'remove', '12']);
    expect(exitCode).toBe(2);
    expect(error).toContain('add --yes');
    expect(sent()).toEqual(['GET /api/students/12']);
  });

  test('changes nothing when the answer is not yes', async () => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return 'no';
    };
    const { exitCode } = await jigap(api.url, ['class', 'remove', '1'], { ask });
    expect({ exitCode, questions }).toEqual({ exitCode: 2, questions: ['Remove the class 자료구조 (id 1)? [y/N] '] });
    expect(sent()).toEqual(['GET /api/classes/1']);
  });

  test('removes it after yes at the terminal, or with --yes', async () => {
    const run = await jigap(api.url, ['class', 'remove', '1'], { ask: async () => 'y' });
    expect(run).toMatchObject({ exitCode: 0, out: 'removed the class 자료구조 (id 1)\n' });
    expect(await ok('student', 'remove', '12', '--yes')).toBe('removed the student 김지우 (id 12)\n');
    expect(sent().filter((line) => String(line).startsWith('DELETE'))).toHaveLength(2);
  });
});

describe.each([
  [['token', 'revoke', '7'], 'Revoke the API token 7?'],
  [['token', 'rotate', '7'], 'Replace the API token 7? It stops working at once'],
  [['token', 'rotate', '7', '--grace', '24h'], 'Replace the API token 7? [y/N]'],
  [['owner-token', 'rotate'], 'Replace the owner token?'],
  [['incidents', 'refund', '3', '--amount', '0.5'], 'Refund 0.5 USD of incident 3'],
])('jigap %j, which cannot be undone,', (words, question) => {
  test('asks at a terminal, and changes nothing when the answer is not yes', async () => {
    const questions: string[] = [];
    const ask = async (text: string) => {
      questions.push(text);
      return '';
    };
    expect(await jigap(api.url, words, { ask })).toEqual({
      ...{ exitCode: 2, out: '' },
      error: 'error: nothing was changed\n',
    });
    expect(questions).toEqual([expect.stringContaining(question)]);
    expect(sent()).toEqual([]);
  });

  test('is refused without a terminal, with what to do', async () => {
    const { exitCode, error } = await jigap(api.url, words);
    expect({ exitCode, sent: sent() }).toEqual({ exitCode: 2, sent: [] });
    expect(error).toContain('add --yes');
  });

  test('is done after yes', async () => {
    expect(await jigap(api.url, words, { ask: async () => 'yes' })).toMatchObject({ exitCode: 0, error: '' });
    expect(sent()).toHaveLength(1);
  });
});

describe('jigap token', () => {
  test('issue gives each student of a class a token who has none', async () => {
    const out = await ok('token', 'issue', '--class', '1', '--missing', '--label', 'term');
    expect(api.requests.at(-1)).toMatchObject({ route: 'POST /api/classes/1/tokens', body: { label: 'term' } });
    expect(out).toMatch(new RegExp(`^20260001 +김지우 +${NEW_SECRET}$`, 'm'));
    expect(out).toContain('2 students have a token that works, and got no other');
    expect(await ok('token', 'issue', '--class', '1', '--missing', '--quiet')).toBe(`${NEW_SECRET}\n`);
  });

  test.each([[[]], [['--class', '1']], [['--missing']], [['12', '--class', '1', '--missing']]])(
    'issue wants a student, or a class with --missing: %j',
    async (words) => {
      expect(await jigap(api.url, ['token', 'issue', ...words])).toMatchObject({ exitCode: 2 });
      expect(api.requests.filter(({ route }) => route.startsWith('POST'))).toEqual([]);
    },
  );

  test('issue prints the lines to copy', async () => {
    const out = await ok('token', 'issue', '김지우', '--label', 'laptop', '--expires', '2026-12-24T18:00+09:00');
    const body = { label: 'laptop', expires_at: '2026-12-24T09:00:00.000Z' };
    expect(sent()[1]).toEqual(['POST /api/students/12/tokens', body]);
    expect(out.split('\n')).toEqual(
      expect.arrayContaining([
        NEW_SECRET,
        `export OPENAI_API_KEY=${NEW_SECRET}`,
        `export OPENAI_BASE_URL=${api.url}/v1`,
        expect.stringMatching(/^python3 -c /),
        expect.stringMatching(/^curl "\$OPENAI_BASE_URL\/chat\/completions" /),
      ]),
    );
  });

  test('issue warns that an address of this machine does not work on others, and of no other address', async () => {
    expect(await ok('token', 'issue', '12')).toContain('docs/internet.en.md');
  });

  test('issue hands out the base URL that the server knows, and then does not warn', async () => {
    const issued = { ...ISSUED, base_url: 'https://class.example/v1' };
    api.answer('POST /api/students/12/tokens', 201, issued);
    const out = await ok('token', 'issue', '12');
    expect(out).toContain('\nexport OPENAI_BASE_URL=https://class.example/v1\n');
    expect(out).toContain(`\n$env:OPENAI_API_KEY='${NEW_SECRET}'; $env:OPENAI_BASE_URL='https://class.example/v1'\n`);
    expect(out).not.toContain('docs/internet');
    expect(out).not.toContain(api.url);
  });

  test('rotate says when the old one stops', async () => {
    expect(await ok('token', 'rotate', '7', '--yes')).toMatch(/^The API token 7 stopped working just now; /);
    const later = await ok('token', 'rotate', '7', '--yes', '--grace', '24h');
    expect(later).toContain(`The API token 7 stops working at ${formatLocalInstant('2026-11-02T00:00:00.000Z')}; `);
  });

  test('--quiet prints the token and nothing else', async () => {
    expect(await ok('token', 'issue', '12', '--quiet')).toBe(`${NEW_SECRET}\n`);
    expect(await ok('token', 'rotate', '7', '--yes', '--quiet', '--grace', '24h')).toBe(`${NEW_SECRET}\n`);
    expect(sent().at(-1)).toEqual(['POST /api/tokens/7/rotate', { grace_seconds: 86_400 }]);
  });

  test('list shows prefixes, revoke takes the id', async () => {
    expect(await ok('token', 'list', '12')).toMatch(/7 {2}jgp_7k2m9 {2}laptop/);
    expect(await ok('token', 'revoke', '7', '--yes')).toBe('revoked the API token 7\n');
    expect(sent().at(-1)).toBe('DELETE /api/tokens/7');
  });
});

describe('jigap budget', () => {
  test('set sends the scope of the budget', async () => {
    await ok('budget', 'set', 'wallet', 'month', '10');
    await ok('budget', 'set', 'class', '자료구조', 'term', '30');
    await ok('budget', 'set', 'student', '12', 'week', '0.5');
    const bodies = api.requests.filter(({ route }) => route.startsWith('PUT')).map(({ body }) => body);
    expect(bodies).toEqual([
      { scope: 'wallet', period: 'month', limit_usd: 10 },
      { scope: 'class', scope_id: 1, period: 'term', limit_usd: 30 },
      { scope: 'student', scope_id: 12, period: 'week', limit_usd: 0.5 },
    ]);
  });

  test('list shows the server default without an id', async () => {
    const out = await ok('budget', 'list');
    expect(out).toMatch(/^ - {2}wallet +month +5\.0+ .* server /m);
    expect(out).toMatch(/^ 4 {2}student 12 +week +0\.50+ .* 0\.380000 +owner /m);
  });

  test('remove takes the id', async () => {
    expect(await ok('budget', 'remove', '4')).toBe('removed the budget 4\n');
  });
});

test('owner-token rotate prints the new token, with the line to copy', async () => {
  const out = await ok('owner-token', 'rotate', '--yes');
  expect(out.split('\n')).toEqual(
    expect.arrayContaining([NEW_OWNER_TOKEN, `export JIGAP_OWNER_TOKEN=${NEW_OWNER_TOKEN}`]),
  );
  expect(await ok('owner-token', 'rotate', '--yes', '--quiet')).toBe(`${NEW_OWNER_TOKEN}\n`);
  expect(sent()).toEqual(Array(2).fill(['POST /api/owner-token/rotate', {}]));
});

describe('jigap sign-in-link', () => {
  test('prints the link at the address of the server, and until when it works', async () => {
    const out = await ok('sign-in-link');
    expect(out).toContain(`\n${api.url}/dashboard/sign-in/link/0123456789abcdef\n`);
    expect(out).toContain(formatLocalInstant('2026-11-26T09:10:00.000Z'));
    expect(sent()).toEqual([['POST /api/sign-in-links', {}]]);
  });

  test('prints the link at the public address where there is one', async () => {
    const url = 'https://class.example/dashboard/sign-in/link/0123456789abcdef';
    api.answer('POST /api/sign-in-links', 201, { path: '/x', url, expires_at: '2026-11-26T09:10:00.000Z' });
    expect(await ok('sign-in-link', '--quiet')).toBe(`${url}\n`);
  });
});
