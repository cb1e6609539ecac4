import type { Language } from '../../access/classes.ts';

/** What a page says after a form did its work: `?done=key`, from this closed list, never free text. */
const EN = {
  signed_out: 'You are signed out.',
  signed_out_everywhere: 'You are signed out in every browser.',
};

export type DoneKey = keyof typeof EN;

export const DONE: Readonly<Record<Language, Readonly<Record<DoneKey, string>>>> = {
  en: EN,
  ko: {
    signed_out: '로그아웃했습니다.',
    signed_out_everywhere: '모든 브라우저에서 로그아웃했습니다.',
  },
};

export function isDoneKey(text: string | null): text is DoneKey {
  return text !== null && Object.hasOwn(EN, text);
}
