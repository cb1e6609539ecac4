import { AdminError } from '../../../admin/admin-error.ts';
import { backupStatus } from '../../../admin/backups.ts';
import { badge } from '../../components/badge.ts';
import { ago } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { BACKUPS_PATH } from './paths.ts';
import { BACKUPS } from './texts.ts';

/** "Last backup: 3 hours ago", "never" or "failed", with the way to all of them. */
export async function lastBackupLine(view: OwnerView, site: Site): Promise<Html> {
  return html`<p class="pager"><span><a href="${BACKUPS_PATH}">${BACKUPS[view.language].last}</a>: ${await ageText(view, site)}</span></p>`;
}

async function ageText(view: OwnerView, site: Site): Promise<Part> {
  const t = BACKUPS[view.language];
  try {
    const { backups, failure, areElsewhere } = await backupStatus(site);
    if (areElsewhere) return t.lastElsewhere;
    const [newest] = backups;
    const age = newest === undefined ? badge(t.never, 'near') : ago(newest.at, view);
    return failure === null ? age : html`${age} ${badge(t.lastFailed, 'bad')}`;
  } catch (error) {
    // The folder cannot be read: the page says so, and the overview goes on.
    if (!(error instanceof AdminError)) throw error;
    return badge(t.lastFailed, 'bad');
  }
}
