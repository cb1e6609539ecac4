import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const STYLE_FOLDER = join(import.meta.dirname, '../assets/css');

/** The files of assets/css in the order of the cascade: of two rules that are equally specific, the later one wins. */
export const STYLE_SECTIONS = [
  'variables',
  'base',
  'frame',
  'page',
  'forms',
  'notices',
  'budgets',
  'tables',
  'charts',
  'controls',
  'home',
  'my-page',
  'filters',
  'usage',
  'calls',
  'disclosures',
  'students',
  'overview',
  'incidents',
  'classes',
  'bulk',
  'lessons',
  'joining',
  'more-money',
  'settings',
  'api-reference',
  'help',
  'models',
  'qr-codes',
  'slips',
  'print',
] as const;

/** The one style sheet that pages load, without comments and indentation: a browser needs one request for all sections. */
export function joinStyleSheet(): string {
  const sections = STYLE_SECTIONS.map((name) => readFileSync(join(STYLE_FOLDER, `${name}.css`), 'utf8'));
  return sections
    .join('\n')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/^\s+/gm, '');
}
