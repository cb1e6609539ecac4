import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { SEEDED_ENVIRONMENT, type SeededClass, seedClass } from '../../support/seeded-class.ts';
import { EXECUTABLE, FLAGS } from './chromium.ts';
import { SHOTS, type Shot } from './shots.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { smallPng } from './small-png.ts';

/**
 * Pictures of the pages, to be looked at: node test/system/browser/screenshots.ts --out DIR [--only NAME[,NAME]]
 * Each at 1280 and 390 pixels; in Korean and English, light and dark.
 *
 * Those of the README: node test/system/browser/screenshots.ts --readme
 */

type Language = 'ko' | 'en';
type Scheme = 'light' | 'dark';

const WIDTHS = { wide: 1280, phone: 390 } as const;
const LANGUAGES: readonly Language[] = ['ko', 'en'];
const SCHEMES: readonly Scheme[] = ['light', 'dark'];

const README_FOLDER = join(import.meta.dirname, '../../../docs/pages');
const MAX_README_BYTES = 120_000;
/** Name of the shot, width and height, language, scheme. */
const README_SHOTS = [
  ['overview', 1280, 1080, 'en', 'light'],
  ['student', 1280, 925, 'en', 'dark'],
  ['usage', 1280, 860, 'ko', 'light'],
  ['me', 390, 844, 'ko', 'light'],
  ['me', 390, 844, 'en', 'dark'],
] as const satisfies readonly (readonly [string, number, number, Language, Scheme])[];

interface Studio {
  readonly app: RunningApp;
  readonly browser: Browser;
  readonly seeded: SeededClass;
}

const { values } = parseArgs({
  options: { out: { type: 'string' }, only: { type: 'string' }, readme: { type: 'boolean', default: false } },
});
if (values.readme) await withStudio({ OPENAI_API_KEY: 'sk-proj-OfNobodyForThePictures0123456789' }, takeReadme);
else if (values.out === undefined) throw new Error('say where to: --out DIR, or --readme');
else await withStudio({}, (studio) => takeAll(studio, values.out ?? '', values.only?.split(',') ?? null));

async function withStudio(env: Record<string, string>, take: (studio: Studio) => Promise<void>): Promise<void> {
  const app = await startApp({ env: { ...SEEDED_ENVIRONMENT, ...env } });
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  try {
    await take({ app, browser, seeded: await seedClass(app) });
  } finally {
    await browser.close();
    await app.stop();
  }
}

async function takeAll(studio: Studio, out: string, only: readonly string[] | null): Promise<void> {
  mkdirSync(out, { recursive: true });
  for (const shot of SHOTS.filter(({ name }) => only === null || only.includes(name))) {
    for (const language of LANGUAGES)
      for (const scheme of SCHEMES) await takeSizes(studio, shot, language, scheme, out);
  }
}

async function takeSizes(studio: Studio, shot: Shot, language: Language, scheme: Scheme, out: string): Promise<void> {
  const page = await signedIn(studio, shot, language, scheme);
  for (const [size, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 800 });
    await arrange(page, studio, shot, language);
    await page.screenshot({ path: join(out, `${shot.name}-${size}-${language}-${scheme}.png`), fullPage: true });
    await tellSideways(page, shot.name, width);
  }
  await page.context().close();
}

async function takeReadme(studio: Studio): Promise<void> {
  mkdirSync(README_FOLDER, { recursive: true });
  for (const [name, width, height, language, scheme] of README_SHOTS) {
    const shot = SHOTS.find((each) => each.name === name);
    if (shot === undefined) throw new Error(`there is no shot ${name}`);
    const page = await signedIn(studio, shot, language, scheme);
    await page.setViewportSize({ width, height });
    await arrange(page, studio, shot, language);
    const picture = smallPng(await page.screenshot());
    if (picture.length > MAX_README_BYTES) throw new Error(`${name} has ${picture.length} bytes`);
    writeFileSync(join(README_FOLDER, `${name}-${language}-${scheme}.png`), picture);
    await page.context().close();
  }
}

async function signedIn(studio: Studio, shot: Shot, language: Language, scheme: Scheme): Promise<Page> {
  const { app, browser, seeded } = studio;
  const context = await browser.newContext({
    ...{ colorScheme: scheme, locale: language, baseURL: app.url },
    timezoneId: 'Asia/Seoul',
  });
  const page = await context.newPage();
  if (shot.as === 'owner') await signInAsOwner(page, app);
  if (shot.as === 'student') await signInAsStudent(page, (shot.who?.(seeded) ?? seeded.usual).token);
  return page;
}

async function arrange(page: Page, { seeded }: Studio, shot: Shot, language: Language): Promise<void> {
  const path = shot.path(seeded);
  await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
  await shot.before?.(page, seeded);
}

/** A page that can be moved sideways is broken on a phone. */
async function tellSideways(page: Page, name: string, width: number): Promise<void> {
  const needed = Number(await page.evaluate('document.documentElement.scrollWidth'));
  if (needed > width) process.stderr.write(`${name} is ${needed} pixels wide at ${width}\n`);
}
