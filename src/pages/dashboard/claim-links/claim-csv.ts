import { stringify } from 'csv-stringify/sync';
import { claimLinkAt } from '../../../address/site-address.ts';
import type { MadeClaimLink } from '../../../admin/claim-links.ts';
import { localDay } from '../../../ledger/periods.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLAIM_LINKS } from './texts.ts';

/** No cell runs as a formula. The last day is that of the class. */
export function claimCsv({ language, origin }: OwnerView, links: readonly MadeClaimLink[], site: Site): string {
  const { name, number, email, link, code, expires } = CLAIM_LINKS[language].csv;
  const rows = links.map(({ student, schoolClass, link: { expiresAt }, code: secret }) => [
    student.name,
    student.studentNumber ?? '',
    student.email ?? '',
    claimLinkAt(origin, secret),
    secret,
    localDay(schoolClass?.timeZone ?? site.timeZone, expiresAt - 1),
  ]);
  return stringify(rows, { header: true, columns: [name, number, email, link, code, expires], escape_formulas: true });
}
