import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { SEEDED_ENVIRONMENT, type SeededClass, seedClass } from '../support/seeded-class.ts';
import { EXECUTABLE, FLAGS } from './chromium.ts';

/**
 * Pictures of the pages, to be looked at: node test/browser/screenshots.ts --out DIR [--only NAME[,NAME]]
 * Each at 1280 and 390 pixels; in Korean and English, light and dark.
 */

export interface Shot {
  readonly name: string;
  readonly as: 'nobody' | 'owner' | 'student';
  readonly path: (seeded: SeededClass) => string;
  /** Whose page, for a student. */
  readonly who?: (seeded: SeededClass) => { readonly token: string };
  /** What is done on the page before the picture is taken. */
  readonly before?: (page: Page, seeded: SeededClass) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  { name: 'chooser', as: 'nobody', path: () => '/' },
  { name: 'owner-sign-in', as: 'nobody', path: () => '/dashboard/sign-in' },
  {
    name: 'owner-sign-in-wrong',
    as: 'nobody',
    path: () => '/dashboard/sign-in',
    before: async (page) => {
      await page.fill('[name=token]', 'jgp_wrong');
      await page.click('button.primary');
    },
  },
  { name: 'student-sign-in', as: 'nobody', path: () => '/me/sign-in' },
  { name: 'nothing-here', as: 'nobody', path: () => '/dashboard/nothing' },
  { name: 'overview', as: 'owner', path: () => '/dashboard' },
  { name: 'me', as: 'student', path: () => '/me' },
  { name: 'me-near', as: 'student', path: () => '/me', who: ({ near }) => near },
  { name: 'me-spent', as: 'student', path: () => '/me', who: ({ spent }) => spent },
];

const WIDTHS = { wide: 1280, phone: 390 } as const;
const LANGUAGES = ['ko', 'en'] as const;
const SCHEMES = ['light', 'dark'] as const;

const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' } } });
if (values.out === undefined) throw new Error('say where to: --out DIR');
await takeAll(values.out, values.only?.split(',') ?? null);

async function takeAll(out: string, only: readonly string[] | null): Promise<void> {
  mkdirSync(out, { recursive: true });
  const app = await startApp({ env: SEEDED_ENVIRONMENT });
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  try {
    const seeded = await seedClass(app);
    for (const shot of SHOTS.filter(({ name }) => only === null || only.includes(name))) {
      await takeShot(shot, seeded, { app, browser, out });
    }
  } finally {
    await browser.close();
    await app.stop();
  }
}

interface Studio {
  readonly app: RunningApp;
  readonly browser: Browser;
  readonly out: string;
}

async function takeShot(shot: Shot, seeded: SeededClass, { app, browser, out }: Studio): Promise<void> {
  for (const language of LANGUAGES) {
    for (const scheme of SCHEMES) {
      const context = await browser.newContext({ colorScheme: scheme, locale: language, baseURL: app.url });
      const page = await context.newPage();
      await signIn(context, shot, seeded, app);
      for (const [size, width] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${shot.path(seeded)}?lang=${language}`);
        await shot.before?.(page, seeded);
        await page.screenshot({ path: join(out, `${shot.name}-${size}-${language}-${scheme}.png`), fullPage: true });
        await refuseSideways(page, shot.name, width);
      }
      await context.close();
    }
  }
}

async function signIn(context: BrowserContext, { as, who }: Shot, seeded: SeededClass, app: RunningApp): Promise<void> {
  if (as === 'nobody') return;
  const page = await context.newPage();
  await page.goto(as === 'owner' ? '/dashboard/sign-in' : '/me/sign-in');
  await page.fill('[name=token]', as === 'owner' ? app.ownerToken : (who?.(seeded) ?? seeded.usual).token);
  await page.click('button.primary');
  await page.close();
}

/** A page that can be moved sideways is broken on a phone, whatever it looks like. */
async function refuseSideways(page: Page, name: string, width: number): Promise<void> {
  const needed = Number(await page.evaluate('document.documentElement.scrollWidth'));
  if (needed > width) console.error(`${name} is ${needed} pixels wide at ${width}`);
}
