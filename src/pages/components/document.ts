import { assetUrl } from '../web/assets.ts';
import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';

export interface DocumentContent {
  /** Of the tab. */
  readonly title: string;
  /** Of the body. */
  readonly className: string;
  readonly body: Html;
  /** Modules of assets/: "live.js", "chart.js". */
  readonly scripts: readonly string[];
}

/** A whole HTML document with the style sheet and the scripts. Most pages are in the frame of layout.ts besides. */
export function renderDocument(
  { language }: Pick<ViewContext, 'language'>,
  { title, className, body, scripts }: DocumentContent,
): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl('style.css')}">
${elementsOf(scripts)}
</head>
<body class="${className}">
${body}
</body>
</html>
`;
}

/** A chart needs uPlot and its styles, too. */
function elementsOf(scripts: readonly string[]): Html[] {
  const modules = scripts.map((name) => html`<script type="module" src="${assetUrl(name)}"></script>`);
  if (!scripts.includes('chart.js')) return modules;
  return [
    html`<link rel="stylesheet" href="${assetUrl('uplot/uPlot.min.css')}">`,
    html`<script src="${assetUrl('uplot/uPlot.iife.min.js')}" defer></script>`,
    ...modules,
  ];
}
