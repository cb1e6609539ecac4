import { type Actor, changeBy } from './actor.ts';
import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import type { MadeClaimLink } from './claim-links.ts';
import { claimMailText } from './claim-mail-texts.ts';
import type { Mailer, OutgoingMail } from './mailer.ts';

/**
 * E-mails the links of the students who have an address, unless it was done before.
 * @returns the ids of the links that are on their way now @throws AdminError mail_not_set_up
 */
export async function mailClaimLinks(
  links: readonly MadeClaimLink[],
  actor: Actor,
  deps: AdminServices,
): Promise<ReadonlySet<number>> {
  const mailer = requireMailer(deps);
  const now = deps.now();
  const mails = links.flatMap(({ student, schoolClass, link, code }): OutgoingMail[] => {
    if (student.email === null) return [];
    const language = schoolClass?.language ?? deps.language;
    const timeZone = schoolClass?.timeZone ?? deps.timeZone;
    const place = { language, timeZone, link: mailer.linkOf(code), until: link.expiresAt - 1 };
    const text = claimMailText({ student, schoolClass, ...place });
    return [{ linkId: link.id, studentId: student.id, to: student.email, ...text }];
  });
  const notes = mails.map(({ linkId, to }) => {
    const mail = { state: 'waiting', to, at: now, problem: null } as const;
    return { id: linkId, mail };
  });
  const queued = new Set(await deps.store.claimLinks.queueMails(notes, changeBy(actor, now)));
  mailer.send(mails.filter(({ linkId }) => queued.has(linkId)));
  return queued;
}

/** @throws AdminError mail_not_set_up */
export function requireMailer({ mailer }: AdminServices): Mailer {
  if (mailer === null) throw new AdminError({ code: 'mail_not_set_up' });
  return mailer;
}
