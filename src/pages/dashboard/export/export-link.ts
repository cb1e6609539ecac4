import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { classExportPath } from './paths.ts';
import { EXPORT } from './texts.ts';

/** On the page of a class. */
export function exportLink({ language }: ViewContext, classId: number): Html {
  return html`<a class="button plain" href="${classExportPath(classId)}">${EXPORT[language].toClass}…</a>`;
}
