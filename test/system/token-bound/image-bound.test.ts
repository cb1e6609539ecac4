import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { chanceFrom } from '../crash/seeded-chance.ts';
import { endpointOf } from './first-requests.ts';
import { DETAILS, SEEING_MODELS } from './image-limits.ts';
import { IMAGE_RULES, type ImageRule, MAX_SIDE, ROUNDINGS, type Round, type Rules, type Size } from './image-rules.ts';
import { IMAGE_TOKENS, prepareBody } from './input-bounds.ts';
import { type WorstSize, worstSize } from './worst-image.ts';

/** `npm run test:bound` takes many more, from other seeds. */
const STEPS = 60;

/** Several models have one rule. */
const found = new Map<unknown, WorstSize>();

function worstOf(rules: Rules, detail: 'low' | 'high', round: Round): WorstSize {
  const limits = rules[detail];
  const key = `${Object.values(IMAGE_RULES).indexOf(rules)} ${detail} ${ROUNDINGS.indexOf(round)}`;
  const worst = found.get(key) ?? worstSize(limits(round), STEPS, chanceFrom(7));
  found.set(key, worst);
  return worst;
}

describe.each(SEEING_MODELS)('the tokens of an image at $id', ({ id, tokens }) => {
  test.each(DETAILS)('are not exceeded by any size that a search finds, and reached by one: %s', (detail) => {
    for (const round of ROUNDINGS) {
      const worst = worstOf(IMAGE_RULES[id] ?? expect.fail(`no published rule for ${id}`), detail, round);
      expect(worst.tokens, JSON.stringify(worst)).toBeLessThanOrEqual(tokens[detail]);
      expect(worst.tokens, JSON.stringify(worst)).toBeGreaterThanOrEqual(tokens[detail] - 1);
    }
  });
});

// A search that cannot find a fault proves nothing.
test.each<[string, ImageRule]>([
  ['one patch too many in a corner', ({ width, height }) => (width % 977 === 3 && height > 60_000 ? 3001 : 3000)],
  ['a long strip', ({ width, height }) => (width > 32 * height ? 3001 : 10)],
  ['a size just above a limit', ({ width }) => (width === 2049 ? 3001 : 3000)],
])('the search for the worst size finds %s', (_what, rule) => {
  expect(worstSize(rule, STEPS, chanceFrom(7)).tokens).toBe(3001);
});

test('every size is counted as at least one patch, whatever its shape', () => {
  const strips: Size[] = [1, 31, 32, 33].flatMap((side) => [
    { width: MAX_SIDE, height: side },
    { width: side, height: MAX_SIDE },
  ]);
  for (const rules of Object.values(IMAGE_RULES)) {
    for (const detail of DETAILS) {
      for (const size of strips) expect(rules[detail](Math.floor)(size)).toBeGreaterThanOrEqual(1);
    }
  }
});

describe('the bound of a body with images', () => {
  const STRICT = /^data:image\/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]*$/;
  const urlsIn = (sent: JsonObject): string[] => {
    const items = (sent.messages ?? sent.input) as { content: { image_url?: string | { url: string } }[] }[];
    const urls = items.flatMap(({ content }) => content.map(({ image_url: url }) => url));
    return urls.flatMap((url) => (url === undefined ? [] : [typeof url === 'string' ? url : url.url]));
  };
  const BREAKS = ['', ' ', '\n', '"', '\\', 'é', '\u0000', '%', ';', ',', 'image', 'data:', '#', '?', '{', 'A', '=='];

  test.each(['chat', 'responses'] as const)('is the bytes of all but exact data URLs, and the tokens: %s', (kind) => {
    const chance = chanceFrom(11);
    const pick = <T>(list: readonly T[]) => list[Math.floor(chance() * list.length)] as T;
    let served = 0;
    for (let run = 0; run < 3000; run++) {
      const details = Array.from({ length: 1 + Math.floor(chance() * 4) }, () =>
        pick(['low', 'high', 'auto', undefined]),
      );
      const parts = details.map((detail) => {
        const url = `data:image/${pick(['png', 'jpeg', 'webp', 'gif', 'PNG', 'svg+xml'])};base64,${'Aa0+/'.repeat(chance() * 9)}`;
        const at = Math.floor(chance() * url.length);
        const broken = chance() < 0.15 ? url.slice(0, at) + pick(BREAKS) + url.slice(at) : url;
        return kind === 'chat'
          ? { type: 'image_url', image_url: { url: broken, detail } }
          : { type: 'input_image', image_url: broken, detail };
      });
      const list = [{ role: 'user', content: parts }];
      const body = kind === 'chat' ? { model: 'm', messages: list } : { model: 'm', input: list };
      const prepared = prepareBody(endpointOf(kind), JSON.parse(JSON.stringify(body)));
      if (prepared === null) continue;
      served++;
      const written = prepared.bodyWith(prepared.cap).toString();
      const urls = urlsIn(JSON.parse(written));
      expect(urls.every((url) => STRICT.test(url))).toBe(true);
      const tokens = details.reduce(
        (sum, detail) => sum + (detail === 'low' ? IMAGE_TOKENS.low : IMAGE_TOKENS.high),
        0,
      );
      expect(prepared.estimate.inputTokensBound).toBe(Buffer.byteLength(written) - urls.join('').length + tokens);
      // What stands around an image is longer than the few tokens that begin and end it.
      expect(Buffer.byteLength(written) - urls.join('').length).toBeGreaterThan(40 * urls.length);
    }
    expect(served).toBeGreaterThan(500);
  });
});
