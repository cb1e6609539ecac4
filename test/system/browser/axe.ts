import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, ImpactValue, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FAILING: readonly (ImpactValue | undefined)[] = ['serious', 'critical'];

export interface Findings {
  /** Serious and critical ones. */
  readonly failing: readonly string[];
  readonly minor: readonly string[];
}

/** What axe-core says of the page as it stands; nothing is loaded, so that the page's policy is not in the way. */
export async function axe(page: Page, options: RunOptions = {}): Promise<Findings> {
  const run = JSON.stringify({ resultTypes: ['violations'], preload: false, ...options });
  const isThere = await page.evaluate('typeof axe === "object"');
  if (isThere !== true) await page.evaluate(SOURCE);
  const { violations } = (await page.evaluate(`axe.run(document, ${run})`)) as AxeResults;
  const findings = violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, any }) => ({ impact, text: `${id}: ${any[0]?.message ?? ''} ${html.slice(0, 160)}` })),
  );
  const texts = (isFailing: boolean) =>
    findings.filter(({ impact }) => FAILING.includes(impact) === isFailing).map(({ text }) => text);
  return { failing: texts(true), minor: texts(false) };
}

/** Only what another scheme of colours can change. */
export const COLOURS_ONLY: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] } };
