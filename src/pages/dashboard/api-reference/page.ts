import type { FastifyInstance } from 'fastify';
import { copyBlock, copyLine } from '../../components/copy-button.ts';
import { dataTable } from '../../components/data-table.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type ApiDocument, groupsOf, type Operation, type OperationGroup } from './api-document.ts';
import { operationSection, type ShownAnswers } from './operation-section.ts';
import { API_REFERENCE } from './texts.ts';

export const API_REFERENCE_PATH = '/dashboard/api';

const ERROR_EXAMPLE = `{
  "error": {
    "message": "There is no class 7.",
    "type": "invalid_request_error",
    "code": "not_found",
    "param": "class_id"
  }
}
`;

/** The reference of /api, made from the description that /api/openapi.json serves: a page for each group of routes. */
export function apiReferenceRoutes(app: FastifyInstance, site: Site): void {
  // Routes do not change while the server runs.
  let known: ApiDocument | null = null;
  const readDocument = async () => {
    known ??= await site.apiDocument();
    return known;
  };

  ownerPage(app, site, API_REFERENCE_PATH, async ({ view }) => indexPage(view, await readDocument()));

  ownerPage(app, site, `${API_REFERENCE_PATH}/:group`, async ({ view, param }) => {
    const group = groupsOf(await readDocument()).find(({ slug }) => slug === param('group'));
    if (group === undefined) throw new PageError(404);
    return groupPage(view, group);
  });
}

function indexPage(view: OwnerView, document: ApiDocument): Html {
  const t = API_REFERENCE[view.language];
  const tokenLine = view.shell === 'posix' ? 'export JIGAP_OWNER_TOKEN=jgo_...' : "$env:JIGAP_OWNER_TOKEN = 'jgo_...'";
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`<section class="stack"><h2>${t.address}</h2>${copyLine(view, `${view.origin}/api`, t.address)}
<p>${t.document} <a href="/api/openapi.json">/api/openapi.json</a></p></section>
<section class="stack"><h2>${t.signIn}</h2><p>${t.signInHow}</p>${copyBlock(view, `${tokenLine}\n`, t.signInLine)}</section>
<section class="stack"><h2>${t.conventions}</h2><p lang="en">${document.info.description}</p>
${view.language === 'en' ? null : html`<p>${t.inEnglish}</p>`}</section>
<section class="stack"><h2>${t.groups}</h2>${groupsOf(document).map((group) => groupTable(view, group))}</section>
<section class="stack"><h2>${t.errors}</h2><p>${t.errorsWhat}</p>${copyBlock(view, ERROR_EXAMPLE, t.errorExample)}</section>`,
  });
}

function groupTable(view: OwnerView, group: OperationGroup): Html {
  const t = API_REFERENCE[view.language];
  const page = `${API_REFERENCE_PATH}/${group.slug}`;
  return html`<h3><a href="${page}">${group.name}</a></h3><p lang="en">${group.description}</p>${dataTable<Operation>({
    ...{ caption: group.name, isCaptionHidden: true, rows: group.operations },
    columns: [
      {
        head: t.route,
        isName: true,
        cell: ({ id, method, path }) => html`<a href="${page}#${id}"><code>${method} ${path}</code></a>`,
      },
      { head: t.what, cell: ({ summary }) => html`<span class="cell-text" lang="en">${summary}</span>` },
    ],
  })}`;
}

function groupPage(view: OwnerView, group: OperationGroup): Html {
  const t = API_REFERENCE[view.language];
  const shown: ShownAnswers = new Map();
  return renderPage(view, {
    title: `${t.title}: ${group.name}`,
    lead: html`<span lang="en">${group.description}</span>`,
    body: html`<p class="way-back"><a href="${API_REFERENCE_PATH}">${t.back}</a></p>
<ul class="route-list">${group.operations.map(
      ({ id, method, path }) => html`<li><a href="#${id}"><code>${method} ${path}</code></a></li>`,
    )}</ul>
${group.operations.map((operation) => operationSection(view, operation, shown))}`,
  });
}
