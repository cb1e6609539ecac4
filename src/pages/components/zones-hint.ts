import { zoneName } from '../../language/moments.ts';
import { defineTexts } from '../../language/texts.ts';
import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';

const ZONES = defineTexts({
  en: {
    zones: (names: string) => `Days are those of each class, or of the server for students without one: ${names}.`,
  },
  ko: {
    zones: (names) => `날짜는 반마다 정한 시간대를, 반이 없는 학생은 서버의 시간대를 따라요: ${names}`,
  },
});

/** Names the zones in which the days of a report are cut; null where all are the reader's own. */
export function zonesHint({ language, homeTimeZone }: ViewContext, timeZones: readonly string[]): Html | null {
  const names = [...new Set(timeZones)];
  if (names.every((name) => name === homeTimeZone)) return null;
  return html`<p class="hint">${ZONES[language].zones(names.map((name) => zoneName(name, language)).join(', '))}</p>`;
}
