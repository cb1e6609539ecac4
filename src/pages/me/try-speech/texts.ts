import { defineTexts } from '../../../language/texts.ts';

/** The box that reads a sentence aloud. */
export const TRY_SPEECH = defineTexts({
  en: {
    title: 'Have it read aloud',
    lead: 'A sentence becomes sound. It is a real call and comes out of your budget.',
    text: 'What to read',
    example: 'A wallet keeps your money in one place.',
    model: 'Model',
    voice: 'Voice',
    send: 'Read aloud',
    waiting: 'Reading…',
    sound: 'The sentence, read aloud',
    demo: 'Some tones in place of a voice: this server has no key yet.',
    broken: 'The connection broke. The last calls show whether it cost anything.',
    cost: (amount: string) => `This cost ${amount}.`,
  },
  ko: {
    title: '소리로 들어 보기',
    lead: '한 문장을 소리로 읽어 줘요. 실제 호출이라 내 예산에서 비용이 차감돼요.',
    text: '읽을 문장',
    example: '지갑은 돈을 한곳에 모아 두는 물건이에요.',
    model: '모델',
    voice: '목소리',
    send: '읽어 주기',
    waiting: '읽는 중…',
    sound: '소리로 읽은 문장',
    demo: '아직 키가 없는 서버라 목소리 대신 짧은 음을 들려줘요.',
    broken: '연결이 끊겼어요. 돈이 들었는지는 최근 호출에서 확인하세요.',
    cost: (amount) => `이번에 ${amount} 들었어요.`,
  },
});
