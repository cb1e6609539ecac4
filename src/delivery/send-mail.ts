import { MailError, type Sender } from '../mail/smtp-sender.ts';
import type { ClaimedDelivery, FailedAttempt } from '../store/delivery-store.ts';
import type { NoticeMessage } from './notice-message.ts';

/** Hands e-mails over, from this address. */
export interface NoticeMailer {
  readonly sender: Sender;
  readonly from: string;
}

const PREFIX = '[jigap] ';

/** @param mailer null: no mail server is set @returns null: it was taken */
export async function sendByMail(
  { delivery, channel }: ClaimedDelivery,
  { title, text, url }: NoticeMessage,
  mailer: NoticeMailer | null,
): Promise<FailedAttempt | null> {
  if (mailer === null) {
    return { problem: 'mail_not_set_up', status: null, severity: 'channel', retryAfterMs: null };
  }
  const domain = mailer.from.slice(mailer.from.lastIndexOf('@') + 1);
  try {
    await mailer.sender.send({
      to: channel.address.revealText(),
      subject: PREFIX + title.replace(/\s+/g, ' ').trim(),
      text: [title, text, url ?? ''].filter((part) => part !== '').join('\n\n'),
      messageId: `${delivery.messageId}@${domain}`,
    });
    return null;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    return failureOf(error);
  }
}

function failureOf({ problem, status, isTransient }: MailError): FailedAttempt {
  const lasting = problem === 'message_refused' ? 'message' : 'channel';
  return { problem, status, severity: isTransient ? 'transient' : lasting, retryAfterMs: null };
}
