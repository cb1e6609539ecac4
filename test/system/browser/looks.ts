import type { Page } from 'playwright-core';
import { axe, COLOURS_ONLY } from './axe.ts';

/** One way to look at a page. */
export interface Glance {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  /** All that axe-core knows, or only what another scheme can change. */
  readonly asks: 'everything' | 'colours';
}

/** What is wrong with the page that is open, at each glance. What axe-core finds less than serious is printed. */
export async function lookAt(page: Page, glances: readonly Glance[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { width, scheme, asks } of glances) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    const needed = Number(await page.evaluate('document.documentElement.scrollWidth'));
    if (needed > width) faults.push(`is ${needed} pixels wide at ${width}`);
    const { failing, minor } = await axe(page, asks === 'colours' ? COLOURS_ONLY : {});
    faults.push(...failing);
    for (const text of minor) process.stdout.write(`axe, less than serious, ${page.url()}: ${text}\n`);
  }
  return faults;
}
