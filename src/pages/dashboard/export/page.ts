import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { exportFile } from '../../../admin/export/export-file.ts';
import { copyLine } from '../../components/copy-button.ts';
import { selectField, submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { findId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { classChoices } from '../classes/class-choices.ts';
import { loadClasses } from '../classes/load.ts';
import { problemText } from '../form-errors/form-errors.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import { SETTINGS_PAGE } from '../settings/texts.ts';
import { EXPORT_FILE_PATH, EXPORT_PATH } from './paths.ts';
import { EXPORT } from './texts.ts';

export function exportRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, EXPORT_PATH, ({ view, query }) => exportPage(view, site, query));

  ownerPage(app, site, EXPORT_FILE_PATH, async ({ view, query, reply }) => {
    try {
      const { name, type, rows, content } = await exportFile(optionsOf(query, view), view.actor, site);
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('x-export-rows', rows)
        .send(content);
    } catch (error) {
      if (!(error instanceof AdminError) || error.isNotFound) throw error;
      return withStatus(503, await exportPage(view, site, query, problemText(view.language, error.problem)));
    }
  });
}

/** @throws PageError 404 for what is no id of a class */
function optionsOf(query: URLSearchParams, { language }: OwnerView) {
  const named = query.get('class') ?? '';
  const classId = named === '' ? null : findId(named);
  if (named !== '' && classId === null) throw new PageError(404);
  return {
    format: query.get('format') === 'json' ? ('ndjson' as const) : ('csv' as const),
    classId,
    withNames: query.get('names') !== 'no',
    language,
  };
}

async function exportPage(
  view: OwnerView,
  site: Site,
  query: URLSearchParams,
  problem: string | null = null,
): Promise<Html> {
  const t = EXPORT[view.language];
  return renderPage(
    { ...view, here: view.here ?? EXPORT_PATH },
    {
      title: t.title,
      lead: t.lead,
      body: html`${problem === null ? null : notice('bad', problem)}
${await exportForm(view, site, query)}
<section><h2>${t.holds}</h2><div class="stack"><ul>${t.has.map((line) => html`<li>${line}</li>`)}</ul><p>${t.whole}</p>
<p>${t.command}</p>${copyLine(view, 'npm run jigap -- export --format csv', t.command)}</div></section>
<p class="pager"><a href="${SETTINGS_PATH}">${SETTINGS_PAGE[view.language].backToSettings}</a></p>`,
    },
  );
}

/** A download changes nothing, so it is a GET; it stands in the audit. */
async function exportForm(view: OwnerView, site: Site, query: URLSearchParams): Promise<Html> {
  const t = EXPORT[view.language];
  const rows = await loadClasses(site, 'all');
  const field = (name: string, label: string, choices: readonly { value: string; text: string }[]) =>
    selectField({ name, label, choices, value: query.get(name) ?? choices[0]?.value });
  return html`<section><form class="stack" method="get" action="${EXPORT_FILE_PATH}">
${field('class', t.ofClass, classChoices(rows, { value: '', text: t.everything }))}
${field('format', t.format, [
  { value: 'csv', text: t.formats.csv },
  { value: 'json', text: t.formats.json },
])}
${field('names', t.names, [
  { value: 'yes', text: t.withNames },
  { value: 'no', text: t.withoutNames },
])}
<p>${submit(t.download)}</p></form></section>`;
}
