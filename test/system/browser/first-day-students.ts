import OpenAI from 'openai';
import type { BrowserContextOptions } from 'playwright-core';
import { expect } from 'vitest';
import { CONTROLS } from '../../../src/pages/components/control-texts.ts';
import { Newcomer } from './newcomer.ts';
import { textOf } from './text-of.ts';
import type { WatchedBrowser } from './watched-browser.ts';

export interface Tongue {
  readonly language: 'en' | 'ko';
  readonly locale: string;
}

export interface RosterStudent {
  readonly name: string;
  readonly number: string;
}

/** What the owner has handed out. */
export interface FirstDay extends Tongue {
  /** Of the server. */
  readonly url: string;
  /** To join the class. */
  readonly joinLink: string;
  /** The code on the slip of each student, by name. */
  readonly slips: ReadonlyMap<string, string>;
  readonly browser: WatchedBrowser;
}

export const DESK = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 } };

/** The Korean names differ in their last syllable. */
const NAMES = {
  ko: (index: number) => `김민${String.fromCodePoint(0xac00 + 28 * index)}`,
  en: (index: number) => `Kim Min-${String.fromCodePoint(0x61 + (index % 26))}${index}`,
};
/** Of the forms; the labels belong to the class's own texts. */
const NAME = 'main [name=name]';
const IDENTITY = 'main [name=identity]';
const SUBMIT = 'main form .primary';
/** Browsers at once. */
const STUDENTS_AT_ONCE = 3;

export function makeRoster({ language }: Tongue, size: number): RosterStudent[] {
  return Array.from({ length: size }, (_, index) => ({
    name: NAMES[language](index),
    number: String(20_261_001 + index),
  }));
}

/** Each claims a place of the roster in one of four ways and gets one answer. @returns the hands of all */
export async function playStudents(roster: readonly RosterStudent[], day: FirstDay): Promise<Newcomer[]> {
  const waiting = roster.map((student, index) => ({ student, index }));
  const hands: Newcomer[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const way = WAYS[next.index % WAYS.length] ?? joinOnPhone;
      hands.push(await way(next.student, day));
    }
  };
  await Promise.all(Array.from({ length: STUDENTS_AT_ONCE }, worker));
  return hands;
}

const WAYS = [joinOnPhone, joinByKeyboard, joinWithoutScripts, claimBySlip];

/** Asks in the browser. */
async function joinOnPhone(student: RosterStudent, day: FirstDay): Promise<Newcomer> {
  const { page, hand } = await arrive(day.joinLink, day, PHONE);
  await hand.types(page.locator(NAME), student.name);
  await hand.types(page.locator(IDENTITY), student.number);
  await hand.clicks(page.locator(SUBMIT));
  await hand.clicks(page.locator('.new-token a.primary'));
  await hand.clicks(page.locator('.try-it button'));
  await page.locator('.try-cost').filter({ hasText: '$' }).waitFor();
  expect(await textOf(page.locator('.try-answer'))).toMatch(/./);
  return hand;
}

/** Asks with a program of their own. */
async function joinByKeyboard(student: RosterStudent, day: FirstDay): Promise<Newcomer> {
  const { page, hand } = await arrive(day.joinLink, day, DESK);
  await hand.tabsTo(page.locator(NAME));
  await hand.keys(student.name);
  await hand.tabsTo(page.locator(IDENTITY));
  await hand.keys(student.number);
  await hand.pressesEnter();
  const token = page.locator('.new-token .copy-line');
  await token.waitFor();
  await hand.tabsTo(token.getByRole('button', { name: CONTROLS[day.language].copy }));
  await hand.pressesEnter();
  await askInProgram(await textOf(token.locator('code')), day);
  return hand;
}

async function joinWithoutScripts(student: RosterStudent, day: FirstDay): Promise<Newcomer> {
  const { page, hand } = await arrive(day.joinLink, day, { ...PHONE, javaScriptEnabled: false });
  await hand.types(page.locator(NAME), student.name);
  await hand.types(page.locator(IDENTITY), student.number);
  await hand.clicks(page.locator(SUBMIT));
  await askInProgram(await hand.selects(page.locator('.new-token .copy-line code')), day);
  return hand;
}

/** Types the code of the slip. */
async function claimBySlip({ name }: RosterStudent, day: FirstDay): Promise<Newcomer> {
  const code = day.slips.get(name);
  if (code === undefined) throw new Error(`there is no slip for ${name}`);
  const { page, hand } = await arrive('/claim', day, PHONE);
  await hand.types(page.locator('[name=code]'), code);
  await hand.clicks(page.locator(SUBMIT));
  await page.locator('main strong').filter({ hasText: name }).waitFor();
  await hand.clicks(page.locator(SUBMIT));
  await askInProgram(await hand.copies(page.locator('.new-token .copy-line code')), day);
  return hand;
}

async function arrive(address: string, { browser, url, locale }: FirstDay, options: BrowserContextOptions) {
  const page = await browser.open(url, { locale, ...options });
  const hand = new Newcomer(page);
  await page.goto(address);
  return { page, hand };
}

/** What a student does in a notebook: the key and the base URL are all that changes. */
async function askInProgram(apiKey: string, { url }: FirstDay): Promise<void> {
  const client = new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 });
  const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user' as const, content: 'Hello' }] };
  const { choices } = await client.chat.completions.create(chat);
  expect(choices[0]?.message.content).toMatch(/./);
}
