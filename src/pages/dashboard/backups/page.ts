import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { type BackupStatus, backupStatus, makeBackup, openBackup } from '../../../admin/backups.ts';
import { incidentNoteIn } from '../../../language/incident-notes.ts';
import type { Backup } from '../../../store/backup-store.ts';
import { copyLine } from '../../components/copy-button.ts';
import { dataTable } from '../../components/data-table.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { time } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { problemText } from '../form-errors/form-errors.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import { SETTINGS_PAGE } from '../settings/texts.ts';
import { formatBytes } from './format-bytes.ts';
import { BACKUPS_PATH, downloadPath } from './paths.ts';
import { BACKUPS } from './texts.ts';

export function backupRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, BACKUPS_PATH, ({ view }) => backupsPage(view, site));

  ownerPost(app, site, BACKUPS_PATH, async ({ view }) => {
    try {
      await makeBackup('owner', view.actor, site);
      return seeOther(BACKUPS_PATH, 'backup_made');
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      return withStatus(500, await backupsPage(view, site, problemText(view.language, error.problem)));
    }
  });

  ownerPage(app, site, downloadPath(':name'), async ({ view, param, reply }) => {
    const { backup, content } = await openBackup(param('name'), view.actor, site);
    return reply
      .type('application/vnd.sqlite3')
      .header('content-length', backup.bytes)
      .header('content-disposition', `attachment; filename="${backup.name}"`)
      .send(content);
  });
}

async function backupsPage(view: OwnerView, site: Site, error: string | null = null): Promise<Html> {
  const t = BACKUPS[view.language];
  const status = await loadStatus(view, site);
  const areElsewhere = 'areElsewhere' in status && status.areElsewhere;
  const problem = error ?? ('problem' in status ? status.problem : null);
  return renderPage(
    { ...view, here: view.here ?? BACKUPS_PATH },
    {
      title: t.title,
      lead: areElsewhere ? t.elsewhere : t.lead,
      ...(!areElsewhere && { actions: postForm(view, BACKUPS_PATH, submit(t.make)) }),
      body: html`${problem === null ? null : notice('bad', problem)}
${'problem' in status || areElsewhere ? null : listSection(view, status)}
<section><h2>${t.holds}</h2><div class="stack"><ul>${t.has.map((line) => html`<li>${line}</li>`)}</ul><p>${t.keep}</p>
${areElsewhere ? null : html`<p>${t.restore}</p>${copyLine(view, 'npm run jigap -- restore FILE', t.restore)}`}</div></section>
<p class="pager"><a href="${SETTINGS_PATH}">${SETTINGS_PAGE[view.language].backToSettings}</a></p>`,
    },
  );
}

async function loadStatus({ language }: OwnerView, site: Site): Promise<BackupStatus | { readonly problem: string }> {
  try {
    return await backupStatus(site);
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    return { problem: problemText(language, error.problem) };
  }
}

function listSection(view: OwnerView, { folder, backups, failure }: BackupStatus): Html {
  const t = BACKUPS[view.language];
  const failed =
    failure === null
      ? null
      : notice(
          'bad',
          html`<p><strong>${t.failed}</strong> (${time(failure.at, view, 'exact')})</p><p>${incidentNoteIn(view.language, failure.message) ?? failure.message}</p>`,
        );
  const list = backups.length === 0 ? html`<p class="quiet-text">${t.none}</p>` : backupTable(view, backups);
  return html`${failed}<section><h2>${t.list}</h2>${list}<p class="hint">${t.folder(folder)}</p></section>`;
}

function backupTable(view: OwnerView, backups: readonly Backup[]): Html {
  const t = BACKUPS[view.language];
  return dataTable<Backup>({
    caption: t.list,
    isCaptionHidden: true,
    rows: backups,
    columns: [
      {
        head: t.name,
        isName: true,
        cell: ({ name }) => html`<a href="${downloadPath(name)}" aria-label="${t.download(name)}" download>${name}</a>`,
      },
      { head: t.at, cell: ({ at }) => time(at, view, 'exact') },
      { head: t.size, isNumber: true, cell: ({ bytes }) => formatBytes(bytes, view.language) },
      { head: t.by, cell: ({ origin }) => t.makers[origin] },
    ],
  });
}
