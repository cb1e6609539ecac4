import { describeNotices } from '../admin/notices/describe-notices.ts';
import type { OwnerTimeZone } from '../admin/owner-time-zone.ts';
import type { Config } from '../config/config.ts';
import { createSmtpSender } from '../mail/smtp-sender.ts';
import type { Store } from '../store/store.ts';
import { ATTEMPT_MS, DeliveryJob, type DeliveryJobDeps } from './delivery-job.ts';
import { createSendDelivery, type SendDeps } from './send-delivery.ts';

export interface CreateDeliveryJobDeps extends Pick<DeliveryJobDeps, 'logger' | 'now'> {
  readonly store: Store;
  readonly ownerTimeZone: OwnerTimeZone;
}

/** E-mails to the owner have connections of their own: they must not wait behind those of a whole class. */
export function createDeliveryJob({ mail, publicUrl, krwPerUsd }: Config, deps: CreateDeliveryJobDeps): DeliveryJob {
  const { store, ownerTimeZone, logger, now } = deps;
  const mailer =
    mail === null ? null : { sender: createSmtpSender(mail.server, mail.sender), from: mail.sender.address };
  const describe: SendDeps['describe'] = async (notice, language) => {
    const [text] = await describeNotices([notice], { language, timeZone: ownerTimeZone.current, krwPerUsd }, { store });
    if (text === undefined) throw new Error('a notice has no text');
    return text;
  };
  const send = createSendDelivery({ describe, mailer, publicUrl, now, timeoutMs: ATTEMPT_MS });
  const close = () => mailer?.sender.close();
  const isLeader = () => store.cluster.isLeader();
  return new DeliveryJob({ deliveries: store.deliveries, isLeader, send, close, logger, now });
}
