import { describe, expect, test } from 'vitest';
import { snippets } from '../../../src/pages/components/snippets.ts';
import { ENGLISH, KOREAN } from '../sample-views.ts';

const FACTS = { apiToken: 'jgp_of_a_student', model: "teacher's" };

describe('snippets', () => {
  test.each([
    ['posix', ['curl', 'PowerShell']],
    ['powershell', ['PowerShell', 'curl']],
  ] as const)('ends with the lines for a terminal, those of the own machine first (%s)', (shell, order) => {
    const text = String(snippets({ ...ENGLISH, shell }, FACTS));
    const names = [...text.matchAll(/<summary>([^<]*)</g)].map(([, name]) => name);
    expect(names).toEqual(['Python', 'Google Colab', 'Node.js', 'LangChain', ...order]);
  });

  test('has programs that show a picture, where a model takes one', () => {
    expect(String(snippets(ENGLISH, FACTS))).not.toContain('picture');
    const text = String(snippets(ENGLISH, { ...FACTS, pictureModel: 'gpt-5.6-luna' }));
    const names = [...text.matchAll(/<summary>([^<]*)</g)].map(([, name]) => name);
    expect(names.slice(3, 6)).toEqual(['LangChain', 'Python, with a picture', 'Node.js, with a picture']);
    expect(text.match(/data:image\/jpeg;base64,/g)).toHaveLength(2);
    expect(text.match(/model(?:=|: )&quot;gpt-5\.6-luna&quot;/g)).toHaveLength(2);
  });

  test('has a program that has a picture drawn, where a model draws', () => {
    expect(String(snippets(ENGLISH, FACTS))).not.toContain('images.generate');
    const text = String(snippets(ENGLISH, { ...FACTS, drawingModel: 'gpt-image-2' })).replaceAll('&quot;', '"');
    const program = text.slice(text.indexOf('Python, text to picture'));
    expect(program).toContain('client.images.generate(\n    model="gpt-image-2",\n    prompt="A leather wallet');
    expect(program).toContain('size="1024x1024",\n    quality="low",\n');
  });

  test('has a program that reads aloud where a model does', () => {
    const text = String(snippets(KOREAN, { ...FACTS, voice: { model: 'tts-1', voice: 'alloy' } }));
    const program = text.slice(text.indexOf('Python(글을 소리로)')).replaceAll('&quot;', '"');
    expect(program).toContain('audio.speech.with_streaming_response.create(');
    expect(program).toContain('model="tts-1",\n    voice="alloy",\n    input="안녕하세요, 여러분!"');
    expect(String(snippets(KOREAN, { ...FACTS, voice: null }))).not.toContain('audio.speech');
  });

  test('quotes a single quote for PowerShell, and says that the body is UTF-8', () => {
    const text = String(snippets({ ...KOREAN, shell: 'powershell' }, FACTS));
    const [, program = ''] = /(Invoke-RestMethod .*?)<\/code>/s.exec(text) ?? [];
    expect(program.replaceAll('&#39;', "'").replaceAll('&quot;', '"')).toContain(`{"model":"teacher''s",`);
    expect(program).toContain('charset=utf-8');
    expect(program).toContain('jgp_of_a_student');
  });
});
