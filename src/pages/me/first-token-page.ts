import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import type { SchoolClass } from '../../access/classes.ts';
import { defineTexts } from '../../language/texts.ts';
import type { Site } from '../web/deps.ts';
import type { Html } from '../web/html.ts';
import type { FormRequest } from '../web/page-routes.ts';
import { callerViewOf, type StudentView, type ViewContext } from '../web/view-context.ts';
import { accessNotices } from './budget-status.ts';
import { lessonNotice } from './lessons/lesson-notice.ts';
import { newTokenPage } from './new-token-page.ts';

const TEXTS = defineTexts({
  en: {
    lead: 'This is your API token. It is shown only once: copy it now, and keep it where nobody else can see it.',
    signedIn: 'This browser stays signed in, also without the token. On a shared computer, sign out when you are done.',
    /** When signing in failed. */
    signInWithIt: 'Sign in to your wallet with it.',
    toMyPage: 'I copied it: open my wallet',
  },
  ko: {
    lead: '내 API 토큰이에요. 지금 한 번만 보여요. 바로 복사해서 남이 볼 수 없는 곳에 두세요.',
    signedIn: '이 브라우저에서는 토큰 없이도 로그인이 유지돼요. 함께 쓰는 컴퓨터라면 다 쓰고 로그아웃하세요.',
    signInWithIt: '이 토큰으로 로그인하면 내 지갑을 볼 수 있어요.',
    toMyPage: '복사했어요. 내 지갑 보기',
  },
});

/**
 * The answer to the form that gave a guest an API token: it signs the browser in, and shows the token. Sent at once,
 * without a redirect: this is the only time that the token is known.
 */
export async function firstTokenPage(
  secret: string,
  { view, request, reply }: FormRequest<ViewContext>,
  { title, schoolClass }: { readonly title: string; readonly schoolClass: SchoolClass | null },
  site: Site,
): Promise<Html> {
  const studentView = await signIn(hashSecret(secret), request, reply, site);
  const { lead, signedIn, signInWithIt, toMyPage } = TEXTS[view.language];
  const token = { secret, schoolClass, title, lead, leave: toMyPage };
  if (studentView === null) return newTokenPage(view, site, { ...token, aside: signInWithIt });
  return newTokenPage(studentView, site, {
    ...token,
    notices: [...accessNotices(studentView), lessonNotice(studentView)],
    aside: signedIn,
  });
}

/** null when the session cannot be stored: the student has the token all the same, and must see it. */
async function signIn(
  tokenHash: string,
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
): Promise<StudentView | null> {
  try {
    const caller = await site.sessions.findCaller(tokenHash);
    if (caller === null) return null;
    const sessionId = await site.sessions.beginStudent(tokenHash, request, reply);
    return callerViewOf(request, site, { id: sessionId, caller });
  } catch (error) {
    request.log.error({ err: error }, 'a student got a token, and could not be signed in');
    return null;
  }
}
