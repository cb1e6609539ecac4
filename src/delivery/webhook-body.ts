import type { NoticeMessage } from './notice-message.ts';

/** Of the body: it moves when a field changes its meaning or goes. Fields may be added. */
export const WEBHOOK_VERSION = 1;

/** The JSON that a webhook gets; docs/owner.en.md describes it. Standard Webhooks wants type, timestamp and data. */
export function webhookBody(message: NoticeMessage): string {
  const { noticeId, kind, at, language, title, text, url, facts } = message;
  return JSON.stringify({
    type: `notice.${kind}`,
    version: WEBHOOK_VERSION,
    timestamp: new Date(at).toISOString(),
    data: { notice_id: noticeId, title, text, language, url, facts },
  });
}
