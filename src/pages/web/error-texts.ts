import { defineTexts } from '../../language/texts.ts';
import type { ErrorStatus } from './page-error.ts';

interface ErrorPage {
  readonly title: string;
  readonly lead: string;
}

/** Error pages: what happened and what to do, and nothing about the server's inside. */
export const ERRORS = defineTexts({
  en: {
    pages: {
      400: { title: 'The request was not understood', lead: 'Go back, check what you entered, and send it again.' },
      403: {
        title: 'The form was not accepted',
        lead: 'It is too old, or it came from another site. Nothing was changed. Open the page again and send the form from there.',
      },
      404: { title: 'Page not found', lead: 'The page was moved or removed, or the address has a mistake in it.' },
      413: { title: 'Too much at once', lead: 'Nothing was changed. Send less at a time.' },
      415: { title: 'The request was not understood', lead: 'Nothing was changed. Send the form on the page itself.' },
      429: { title: 'Too many requests', lead: 'Nothing was changed. Wait a while, then try again.' },
      500: {
        title: 'Something went wrong on our side',
        lead: 'The log of the server says more. Students’ calls and budgets are not affected. Try again.',
      },
      503: {
        title: 'The database is not available',
        lead: 'No money is spent meanwhile: calls are refused too. Check the disk and the log of the server.',
      },
    } satisfies Record<ErrorStatus, ErrorPage>,
    /** Where students and guests meet them: they can read neither the log nor the disk. */
    forStudents: {
      500: {
        title: 'Something went wrong on our side',
        lead: 'It is not your fault. Try again in a moment; if it happens again, tell whoever runs your class.',
      },
      503: {
        title: 'The server is not available right now',
        lead: 'No money is spent meanwhile: calls are refused too. Tell whoever runs your class.',
      },
    } as Partial<Record<ErrorStatus, ErrorPage>>,
    back: 'Back to the start',
  },
  ko: {
    pages: {
      400: { title: '요청을 읽을 수 없어요', lead: '뒤로 가서 입력한 내용을 확인하고 다시 보내 주세요.' },
      403: {
        title: '입력한 내용을 처리하지 않았어요',
        lead: '페이지를 연 지 너무 오래되었거나 다른 사이트에서 보낸 요청이에요. 바뀐 것은 없어요. 페이지를 새로 열어 다시 보내 주세요.',
      },
      404: { title: '페이지를 찾을 수 없어요', lead: '페이지가 옮겨졌거나 없어졌거나, 주소가 잘못되었어요.' },
      413: { title: '한 번에 보내기에는 너무 많아요', lead: '바뀐 것은 없어요. 나누어 보내 주세요.' },
      415: { title: '요청을 읽을 수 없어요', lead: '바뀐 것은 없어요. 페이지에서 다시 입력해 보내 주세요.' },
      429: { title: '너무 자주 요청했어요', lead: '바뀐 것은 없어요. 잠시 기다렸다가 다시 해 주세요.' },
      500: {
        title: '서버에 문제가 생겼어요',
        lead: '자세한 내용은 서버 로그에 남아 있어요. 학생들의 호출과 예산에는 영향이 없어요. 잠시 뒤 다시 해 주세요.',
      },
      503: {
        title: '지금은 데이터베이스를 쓸 수 없어요',
        lead: '그동안은 호출도 거절되니 돈은 나가지 않아요. 서버의 디스크와 로그를 확인해 주세요.',
      },
    },
    forStudents: {
      500: {
        title: '서버에 문제가 생겼어요',
        lead: '내가 잘못한 것은 아니에요. 잠시 뒤 다시 해 보고, 그래도 안 되면 선생님께 말씀드리세요.',
      },
      503: {
        title: '지금은 서버를 쓸 수 없어요',
        lead: '그동안은 호출도 거절되니 돈은 나가지 않아요. 선생님께 말씀드리세요.',
      },
    },
    back: '처음으로 돌아가기',
  },
});
