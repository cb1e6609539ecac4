import { LANGUAGES, type Language } from '../../language/languages.ts';
import type { TextsOf } from '../../language/texts.ts';
import { postForm } from '../web/forms.ts';
import { attribute, type Html, html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { renderDocument } from './document.ts';
import { LAYOUT } from './layout-texts.ts';
import { notice } from './notice.ts';
import { NOTICES } from './notice-texts.ts';

/** The parts of one page. */
export interface PageContent {
  /** The title of the tab, and of the page unless it has a `heading`. */
  readonly title: string;
  readonly heading?: Part;
  /** One sentence under the heading. */
  readonly lead?: Part;
  /** Buttons and links beside the heading. */
  readonly actions?: Part;
  readonly body: Html;
  /** Modules of assets/: "live.js", "chart.js". */
  readonly scripts?: readonly string[];
}

/** A whole page with the header, navigation and footer for the view's role. */
export function renderPage(view: ViewContext, content: PageContent): Html {
  const t = LAYOUT[view.language];
  const { title, heading = title, lead, actions, body, scripts = [] } = content;
  // copy.js for every page, sections.js for the owner's.
  const own = ['copy.js', ...(view.role === 'owner' ? ['sections.js'] : [])];
  return renderDocument(view, {
    title: `${title} · ${t.product}`,
    className: `for-${view.role}`,
    body: html`<a class="skip" href="#main">${t.skip}</a>
${HATCH_PATTERN}
${headerFor(view, t)}
<main id="main">
${view.notice === null ? null : notice('good', NOTICES[view.language][view.notice])}
${wayBack(view)}<div class="page-head">
<div><h1>${heading}</h1>${lead === undefined ? null : html`<p class="lead">${lead}</p>`}</div>
${actions === undefined ? null : html`<div class="actions">${actions}</div>`}
</div>
${body}
</main>
<footer class="foot">
<p>${t.motto}</p>
${languageSwitch(view, t)}
</footer>`,
    scripts: [...own, ...scripts],
  });
}

/** The pattern of held money; bars refer to it by its id. */
const HATCH_PATTERN = html`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="hatch-ground" width="5" height="5"></rect><rect class="hatch-line" width="2" height="5"></rect>
</pattern></defs></svg>`;

function headerFor(view: ViewContext, t: TextsOf<typeof LAYOUT>): Html {
  if (view.role === 'owner') return ownerHeader(view, t);
  const home = view.role === 'student' ? '/me' : '/';
  return html`<header class="bar-top">${brand(home, t)}${demoMark(view, t)}${
    view.role === 'student' ? postForm(view, '/me/sign-out', quietButton(t.signOut)) : null
  }</header>`;
}

const SECTIONS = [
  ['overview', '/dashboard'],
  ['students', '/dashboard/students'],
  ['classes', '/dashboard/classes'],
  ['usage', '/dashboard/usage'],
  ['calls', '/dashboard/calls'],
  ['notices', '/dashboard/notices'],
  ['incidents', '/dashboard/incidents'],
  ['audit', '/dashboard/audit'],
  ['settings', '/dashboard/settings'],
] as const;

function ownerHeader(view: ViewContext, t: TextsOf<typeof LAYOUT>): Html {
  const links = SECTIONS.map(([name, path]) => {
    const current = isInSection(path, view.path) ? 'page' : null;
    const count = name === 'notices' ? unreadCount(view, t) : null;
    return html`<li><a href="${path}" ${attribute('aria-current', current)}>${t[name]}${count}</a></li>`;
  });
  return html`<header class="rail">
${brand('/dashboard', t)}
${demoMark(view, t)}
<nav aria-label="${t.dashboard}"><ul>${links}</ul></nav>
<div class="rail-end">${postForm(view, '/dashboard/sign-out', quietButton(t.signOut))}
${postForm(view, '/dashboard/sign-out-everywhere', quietButton(t.signOutEverywhere))}</div>
</header>`;
}

const MAX_COUNT = 99;

function unreadCount({ unreadNotices: count }: ViewContext, t: TextsOf<typeof LAYOUT>): Html | null {
  if (count === 0) return null;
  const text = count > MAX_COUNT ? `${MAX_COUNT}+` : String(count);
  return html` <span class="count">${text}<span class="unseen"> ${t.unread}</span></span>`;
}

/** A student's page belongs to Students; only /dashboard itself is the overview. */
function isInSection(section: string, path: string): boolean {
  return path === section || (section !== '/dashboard' && path.startsWith(`${section}/`));
}

/** A student's pages know no lists of the owner's. */
function wayBack({ role, back, language }: ViewContext): Html | null {
  if (role !== 'owner' || back === null) return null;
  return html`<p class="way-back"><a href="${back}">${LAYOUT[language].back}</a></p>
`;
}

function quietButton(text: string): Html {
  return html`<button class="quiet">${text}</button>`;
}

function brand(home: string, t: TextsOf<typeof LAYOUT>): Html {
  return html`<a class="brand" href="${home}"><svg class="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path class="mark-body" d="M2 6h20v14H2z"></path><path class="mark-flap" d="M2 6l15-3v3"></path><path class="mark-clasp" d="M15 11h7v4h-7z"></path></svg><span>${t.product}</span></a>`;
}

function demoMark(view: ViewContext, t: TextsOf<typeof LAYOUT>): Html | null {
  if (!view.isDemo) return null;
  return html`<p class="demo-mark" title="${t.demoWhy}">${t.demo}</p>`;
}

/** Each language in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { ko: '한국어', en: 'English' };

/** Links to the same page in the other languages. */
function languageSwitch({ here, language }: ViewContext, t: TextsOf<typeof LAYOUT>): Html | null {
  if (here === null) return null;
  const choices = LANGUAGES.map((each) =>
    each === language
      ? html`<li><span aria-current="true" lang="${each}">${LANGUAGE_NAMES[each]}</span></li>`
      : html`<li><a href="${here}${here.includes('?') ? '&' : '?'}lang=${each}" lang="${each}" hreflang="${each}">${LANGUAGE_NAMES[each]}</a></li>`,
  );
  return html`<nav aria-label="${t.language}"><ul class="languages">${choices}</ul></nav>`;
}
