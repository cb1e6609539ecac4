import { claimLinkAt } from '../address/site-address.ts';
import type { MailSettings } from '../config/config.ts';
import { MailQueue, type MailQueueDeps } from './mail-queue.ts';
import { createSmtpSender } from './smtp-sender.ts';

/** Null where the owner has set no mail server. E-mails that the last process left unsent are noted as that. */
export async function startMailer(
  settings: MailSettings | null,
  deps: Pick<MailQueueDeps, 'claimLinks' | 'logger' | 'now'>,
): Promise<MailQueue | null> {
  await deps.claimLinks.interruptMails(deps.now());
  if (settings === null) return null;
  const { server, sender, publicUrl } = settings;
  return new MailQueue({
    ...deps,
    sender: createSmtpSender(server, sender),
    linkOf: (code) => claimLinkAt(publicUrl, code),
  });
}
