import type { NoticeText } from '../admin/notices/notice-text.ts';
import type { Language } from '../language/languages.ts';
import type { ClaimedDelivery, FailedAttempt } from '../store/delivery-store.ts';
import type { Notice } from '../store/notice-store.ts';
import { factsJson } from './facts-json.ts';
import type { NoticeMessage } from './notice-message.ts';
import { sendByHttp } from './send-http.ts';
import { type NoticeMailer, sendByMail } from './send-mail.ts';
import { testText } from './test-message.ts';

export interface SendDeps {
  /** A notice in the language of its channel. */
  readonly describe: (notice: Notice, language: Language) => Promise<NoticeText>;
  /** null: no mail server is set. */
  readonly mailer: NoticeMailer | null;
  /** Origin of links; null: messages have none. */
  readonly publicUrl: string | null;
  /** ms UTC. */
  readonly now: () => number;
  readonly timeoutMs: number;
}

export type SendDelivery = (claimed: ClaimedDelivery) => Promise<FailedAttempt | null>;

/** Sends one message to its channel. @returns null: it was taken */
export function createSendDelivery(deps: SendDeps): SendDelivery {
  return async (claimed) => {
    const message = await messageOf(claimed, deps);
    if (message === null) return { problem: 'notice_gone', status: null, severity: 'message', retryAfterMs: null };
    if (claimed.channel.kind === 'email') return sendByMail(claimed, message, deps.mailer);
    return sendByHttp(claimed, message, { now: deps.now(), timeoutMs: deps.timeoutMs });
  };
}

async function messageOf(
  { delivery, channel, notice }: ClaimedDelivery,
  deps: SendDeps,
): Promise<NoticeMessage | null> {
  const { language } = channel;
  const { publicUrl } = deps;
  if (delivery.noticeId === null) {
    const at = delivery.createdAt;
    return {
      noticeId: null,
      kind: 'test',
      at,
      language,
      ...testText(language, channel.name),
      url: publicUrl,
      facts: {},
    };
  }
  if (notice === null) return null;
  const { id: noticeId, createdAt: at, facts } = notice;
  const { title, text, path } = await deps.describe(notice, language);
  const url = publicUrl === null ? null : publicUrl + path;
  return { noticeId, kind: facts.kind, at, language, title, text, url, facts: factsJson(facts) };
}
