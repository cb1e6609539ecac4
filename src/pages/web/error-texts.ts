import type { Language } from '../../access/classes.ts';
import type { ErrorStatus } from './page-error.ts';

export interface ErrorText {
  readonly title: string;
  readonly what: string;
}

/** Error pages: what happened and what to do, and nothing of what went wrong inside. */
export const ERROR_PAGES: Readonly<Record<Language, Readonly<Record<ErrorStatus, ErrorText>>>> = {
  en: {
    400: { title: 'That could not be read', what: 'Go back, look at what you entered, and send it again.' },
    403: {
      title: 'This form was not taken',
      what: 'It is too old, or it came from another site. Nothing was changed. Open the page again and send it from there.',
    },
    404: { title: 'There is nothing here', what: 'The page was moved or removed, or the address has a mistake in it.' },
    413: { title: 'That is too much at once', what: 'Nothing was changed. Send less at a time.' },
    415: { title: 'That could not be read', what: 'Nothing was changed. Send the form of the page itself.' },
    429: { title: 'That was too often', what: 'Nothing was changed. Wait a while, then try again.' },
    500: {
      title: 'Something went wrong on our side',
      what: 'What it was is in the log of the server. Students’ calls and their budgets are not affected. Try again.',
    },
    503: {
      title: 'The database cannot be used at the moment',
      what: 'No money is spent meanwhile: calls are refused too. Look at the disk and the log of the server.',
    },
  },
  ko: {
    400: { title: '읽을 수 없는 내용이에요', what: '뒤로 가서 입력한 내용을 확인하고 다시 보내 주세요.' },
    403: {
      title: '입력한 내용을 처리하지 않았어요',
      what: '페이지를 연 지 너무 오래되었거나 다른 사이트에서 보낸 요청이에요. 바뀐 것은 없어요. 페이지를 새로 열어 다시 보내 주세요.',
    },
    404: { title: '페이지를 찾을 수 없어요', what: '페이지가 옮겨졌거나 없어졌거나, 주소가 잘못되었어요.' },
    413: { title: '한 번에 너무 많아요', what: '바뀐 것은 없어요. 나누어 보내 주세요.' },
    415: { title: '읽을 수 없는 내용이에요', what: '바뀐 것은 없어요. 페이지에서 다시 입력해 보내 주세요.' },
    429: { title: '너무 자주 요청했어요', what: '바뀐 것은 없어요. 잠시 기다렸다가 다시 해 주세요.' },
    500: {
      title: '서버에 문제가 생겼어요',
      what: '무슨 일인지는 서버 로그에 남아 있어요. 학생들의 호출과 예산에는 영향이 없어요. 잠시 뒤 다시 해 주세요.',
    },
    503: {
      title: '지금은 데이터베이스를 쓸 수 없어요',
      what: '그동안 돈은 나가지 않아요. 호출도 거절돼요. 서버의 디스크와 로그를 확인해 주세요.',
    },
  },
};

export const BACK: Readonly<Record<Language, string>> = { en: 'Back to the start', ko: '처음으로 돌아가기' };
