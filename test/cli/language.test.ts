import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textWidth } from '../../src/cli/output.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { clientSettings, jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const korean = (words: readonly string[], own: object = {}) => jigap(api.url, words, { language: 'ko', ...own });
/** Three words in a row are a sentence that nobody translated; commands and names are shorter. */
const ENGLISH = /(?<!jigap )\b(?!jigap )[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/;

function commandsBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsBelow)];
}

describe('a Korean terminal', () => {
  const program = buildProgram({
    ...{ language: 'ko', settings: () => clientSettings('http://127.0.0.1:1'), ask: null },
    ...{ writeOut: () => {}, writeError: () => {}, readFile: async () => Buffer.alloc(0) },
    createFile: async () => async () => {},
    createDownload: async () => ({ write: async () => {}, finish: async () => {}, discard: async () => {} }),
    runProgram: async () => 0,
  });

  test('describes every command, argument and option in Korean', () => {
    const texts = commandsBelow(program).flatMap((command) => [
      command.description(),
      ...[...command.registeredArguments, ...command.options].map(({ description }) => description),
    ]);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => !/[가-힣]/.test(text) || ENGLISH.test(text))).toEqual([]);
  });

  test('has Korean titles in every help text, also those of the library', async () => {
    const { out } = await korean(['student', 'import', '--help']);
    for (const title of ['사용법:', '인자:', '옵션:', '공통 옵션:', '예시:']) expect(out).toContain(title);
    expect(out.replace(/\s+/g, ' ')).toContain('(고를 수 있는 값: refuse, add, skip, 기본값: refuse)');
    expect(out.split('\n').filter((line) => textWidth(line) > 122)).toEqual([]);
    expect(out).toContain('도움말 보기');
    expect(out).not.toMatch(/Usage|Options|Commands|default|choices|display help/);
    expect((await korean(['help'])).out).toMatch(/명령:[\s\S]*환경 변수:[\s\S]*종료 코드:/);
  });

  test.each([
    [['student', 'add'], '오류: 인자가 빠졌습니다: name'],
    [['class', 'add', 'A', '--budget'], '오류: 옵션 뒤에 값이 빠졌습니다: --budget <period=limit>'],
    [['student', 'move', '12'], '오류: 옵션이 빠졌습니다: --class <class>'],
    [['usage', '--csvv'], '오류: 모르는 옵션입니다: --csvv\n혹시 이것인가요? --csv'],
    [['studnet'], '오류: 모르는 명령입니다: studnet\n혹시 이것인가요? student'],
    [['student', 'add', 'A', 'B'], '오류: 인자는 1개여야 하는데 2개입니다.'],
    [['usage', '--by', 'moon'], '--by <what> 옵션의 값이 올바르지 않습니다: moon\n고를 수 있는 값: day, student'],
    [['token', 'revoke', 'x'], 'id 인자의 값이 올바르지 않습니다: x\n목록에 나오는 번호를 적으세요.'],
  ])('reports the wrong command line %j in Korean', async (words, message) => {
    const { exitCode, error } = await korean(words);
    expect(exitCode).toBe(2);
    expect(error).toContain(message);
    expect(error).toContain('(--help를 붙이면 옵션과 예시를 볼 수 있습니다)');
    expect(error).not.toMatch(ENGLISH);
  });

  test.each([
    [['class', 'list'], '시간대'],
    [['class', 'show', '1'], '더 참여할 인원'],
    [['student', 'list'], '일주일 0.5 중 0.38'],
    [['student', 'show', '12'], '묶인 돈(달러)'],
    [['token', 'issue', '12'], '지금 한 번만 보입니다.'],
    [['token', 'list', '12'], '발급한 때'],
    [['budget', 'list'], '다시 채워지는 때'],
    [['usage', '--by', 'student'], '합계'],
    [['calls'], '답함'],
    [['refusals'], '이유'],
    [['incidents'], '비용 미확인'],
    [['audit'], '한 일'],
    [['check'], '오류 없음'],
    [['reconcile'], '가장 큰 차이: 2026-11-22 gpt-6-luna 토큰 수의 0.24%'],
    [['settings'], '서버의 시간대'],
    [['me'], '함께 쓰는 예산'],
    [['student', 'import', 'x', '--class', '1', '--dry-run'], '새 학생 1명, 수정 1명, 그대로 28명'],
  ])('shows the answer of jigap %j in Korean', async (words, text) => {
    const { exitCode, out } = await korean(words);
    expect(exitCode).toBe(0);
    expect(out).toContain(text);
  });

  test('keeps the JSON of the API untouched', async () => {
    const words = ['calls', '--json'];
    expect((await korean(words)).out).toBe((await jigap(api.url, words)).out);
  });

  test('asks the server for errors in its language, and shows them', async () => {
    api.answer('GET /api/classes', 400, { error: { message: '이유가 있습니다.' } });
    expect(await korean(['class', 'list'])).toMatchObject({ exitCode: 3, error: '오류: 이유가 있습니다.\n' });
    await jigap(api.url, ['class', 'list']);
    expect(api.requests.map(({ language }) => language)).toEqual(['ko', 'en']);
  });

  test.each(['y', '네', '예', 'ㅛ', '네'.normalize('NFD')])('takes "%s" for yes', async (answer) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return answer;
    };
    expect((await korean(['student', 'remove', '12'], { ask })).exitCode).toBe(0);
    expect(questions).toEqual(['김지우 (ID 12) 학생을 삭제할까요? API 토큰도 쓸 수 없게 됩니다. [y/N] ']);
  });

  test('says in Korean why nothing was done', async () => {
    const settings = () => clientSettings(api.url, { ownerToken: null, apiToken: null });
    const errors = [
      await korean(['class', 'list'], { settings }),
      await korean(['me'], { settings }),
      await korean(['student', 'show', 'Nobody']),
      await korean(['student', 'remove', '12']),
      await korean(['student', 'remove', '12'], { ask: async () => '아니요' }),
      await korean(['class', 'set', '1']),
    ].map(({ error }) => error);
    expect(errors.filter((error) => !/^오류: .*[가-힣]/.test(error) || ENGLISH.test(error))).toEqual([]);
    await api.close();
    expect((await korean(['class', 'list'])).error).toContain('jigap에 연결할 수 없습니다');
  });
});
