import type { Locator, Page } from 'playwright-core';
import { textOf } from './text-of.ts';

/**
 * What people need for what a script does at once, in ms: the keystroke-level model of Card, Moran and Newell (1980),
 * with its slower typist, and three seconds to look at each new page.
 */
const KEY_MS = 280;
const POINT_MS = 1100;
const CLICK_MS = 200;
const HAND_TO_KEYS_MS = 400;
const THINK_MS = 1350;
const READ_PAGE_MS = 3000;
/** A page whose form is farther away than this has lost its keyboard user. */
const MAX_TAB_PRESSES = 60;
/** To the other window, the text marked, copied, and back. */
const FETCH_FROM_TERMINAL_MS = 2 * (POINT_MS + CLICK_MS) + 2 * KEY_MS + THINK_MS;

/** Somebody who has never seen these pages; does only what they offer, and keeps count of the time that it takes. */
export class Newcomer {
  readonly #page: Page;
  handMs = 0;
  clickCount = 0;

  constructor(page: Page) {
    this.#page = page;
    page.on('framenavigated', () => {
      this.handMs += READ_PAGE_MS;
    });
  }

  typesInTerminal(command: string): void {
    this.handMs += THINK_MS + HAND_TO_KEYS_MS + (command.length + 1) * KEY_MS;
  }

  async arrives(address: string): Promise<void> {
    this.handMs += FETCH_FROM_TERMINAL_MS + KEY_MS;
    await this.#page.goto(address);
  }

  async clicks(target: Locator): Promise<void> {
    this.clickCount++;
    this.handMs += THINK_MS + POINT_MS + CLICK_MS;
    await target.click();
  }

  async types(field: Locator, text: string): Promise<void> {
    await this.clicks(field);
    this.handMs += HAND_TO_KEYS_MS + text.length * KEY_MS;
    await field.fill(text);
  }

  async pastes(field: Locator, text: string): Promise<void> {
    await this.clicks(field);
    this.handMs += FETCH_FROM_TERMINAL_MS + 2 * KEY_MS;
    await field.fill(text);
  }

  /** By the button beside it, and into another window. */
  async copies(code: Locator): Promise<string> {
    await this.clicks(code.locator('xpath=..').getByRole('button'));
    this.handMs += FETCH_FROM_TERMINAL_MS;
    return textOf(code);
  }

  /** Without scripts there is no such button: a click selects the text. */
  async selects(code: Locator): Promise<string> {
    await this.clicks(code);
    this.handMs += FETCH_FROM_TERMINAL_MS;
    return textOf(code);
  }

  /** Moves the focus to it by the Tab key alone, from where the focus is. */
  async tabsTo(target: Locator): Promise<void> {
    this.handMs += THINK_MS;
    for (let presses = 0; presses < MAX_TAB_PRESSES; presses++) {
      await this.#page.keyboard.press('Tab');
      this.handMs += KEY_MS;
      if ((await target.and(this.#page.locator(':focus')).count()) > 0) return;
    }
    throw new Error(`${MAX_TAB_PRESSES} presses of Tab do not reach ${target}`);
  }

  /** Types where the focus is. */
  async keys(text: string): Promise<void> {
    this.handMs += text.length * KEY_MS;
    await this.#page.keyboard.insertText(text);
  }

  async pressesEnter(): Promise<void> {
    this.handMs += KEY_MS;
    await this.#page.keyboard.press('Enter');
  }
}
