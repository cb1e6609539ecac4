import { claimLinkAt } from '../address/site-address.ts';
import type { MailSettings } from '../config/config.ts';
import type { Store } from '../store/store.ts';
import { MailQueue, type MailQueueDeps } from './mail-queue.ts';
import { createSmtpSender } from './smtp-sender.ts';

export interface StartMailerDeps extends Pick<MailQueueDeps, 'logger' | 'now'> {
  readonly store: Pick<Store, 'claimLinks' | 'cluster'>;
}

/**
 * Null where the owner has set no mail server. E-mails that the last process left unsent are noted as that; with several
 * replicas, interrupted-mails.ts does it.
 */
export async function startMailer(
  settings: MailSettings | null,
  { store, logger, now }: StartMailerDeps,
): Promise<MailQueue | null> {
  const { claimLinks } = store;
  const { isShared } = store.cluster;
  if (!isShared) await claimLinks.interruptMails('all', now());
  if (settings === null) return null;
  const { server, sender, publicUrl } = settings;
  return new MailQueue({
    ...{ claimLinks, isShared, logger, now },
    sender: createSmtpSender(server, sender),
    linkOf: (code) => claimLinkAt(publicUrl, code),
  });
}
