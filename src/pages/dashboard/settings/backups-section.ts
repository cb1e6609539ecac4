import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { BACKUPS_PATH } from '../backups/paths.ts';
import { BACKUPS } from '../backups/texts.ts';
import { EXPORT_PATH } from '../export/paths.ts';
import { EXPORT } from '../export/texts.ts';

/** The way to the backups. */
/** @param areElsewhere the database makes them */
export function backupsSection(view: OwnerView, areElsewhere: boolean): Html {
  const t = BACKUPS[view.language];
  return html`<section id="backups"><h2>${t.title}</h2><div class="stack"><p>${areElsewhere ? t.elsewhere : t.lead}</p>
<p>${areElsewhere ? null : html`<a class="button plain" href="${BACKUPS_PATH}">${t.list}</a> `}<a class="button plain" href="${EXPORT_PATH}">${EXPORT[view.language].title}</a></p></div></section>`;
}
