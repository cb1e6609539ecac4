import type { Language } from '../language/languages.ts';
import { defineTexts } from '../language/texts.ts';

export const TEST_MESSAGE = defineTexts({
  en: {
    title: 'Test message',
    text: (name: string) => `The channel “${name}” works: notices of jigap arrive here.`,
  },
  ko: {
    title: '시험 메시지',
    text: (name) => `jigap 알림이 여기로 도착합니다. 채널 이름: ${name}`,
  },
});

export function testText(language: Language, name: string): { title: string; text: string } {
  const t = TEST_MESSAGE[language];
  return { title: t.title, text: t.text(name) };
}
