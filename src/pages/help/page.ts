import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../access/classes.ts';
import { addressNotice } from '../components/address-notice.ts';
import { renderPage } from '../components/layout.ts';
import { exampleModel } from '../components/snippets.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import { publicPage, studentPage } from '../web/page-routes.ts';
import type { ViewContext } from '../web/view-context.ts';
import { HELP_PATH, MY_HELP_PATH } from './paths.ts';
import { fillGuide, readStudentGuide } from './student-guide.ts';
import { HELP } from './texts.ts';

/** The instructions for students, made from docs/students.*.md. The page works without scripts, as the document does. */
export function helpRoutes(app: FastifyInstance, site: Site): void {
  publicPage(app, site, HELP_PATH, ({ view }) => helpPage(view, site, null));
  studentPage(app, site, MY_HELP_PATH, ({ view }) => helpPage(view, site, view.caller.schoolClass));
}

async function helpPage(view: ViewContext, { policy }: Site, schoolClass: SchoolClass | null): Promise<Html> {
  const t = HELP[view.language];
  const { language, origin } = view;
  // The parser is loaded by the first reader, so that the start does not wait for it.
  const { renderMarkdown } = await import('./markdown.ts');
  const model = exampleModel(policy(), schoolClass);
  const { title, body } = renderMarkdown(view, readStudentGuide(language), {
    codeLabel: t.code,
    ...fillGuide({ language, origin, model, schoolClass }),
  });
  const back = view.role === 'student' ? html`<p class="way-back"><a href="/me">${t.back}</a></p>` : null;
  return renderPage(view, { title, body: html`${back}${addressNotice(view)}<div class="guide">${body}</div>` });
}
