import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { parseCatalogue } from '../../../src/ledger/catalogue.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { sizeInDataUrl } from '../../../src/upstream/demo/pictures/image-size.ts';
import { listen } from './listener.ts';

const committed: unknown = JSON.parse(readFileSync(new URL('../../../config/models.json', import.meta.url), 'utf8'));
const catalogue = parseCatalogue(committed, ENDPOINTS);
const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0, catalogue });

/** The first bytes of an image of 640 x 480 pixels, in hexadecimal. */
const HEADERS = {
  PNG: '89504e470d0a1a0a0000000d4948445200000280000001e008060000',
  GIF: '4749463839618002e001f70000',
  JPEG: 'ffd8ffe000104a46494600010100000100010000ffc0001108 01e0 0280 03012200',
  'WebP (lossy)': '524946460000000057454250565038200000000000000 09d012a8002e001'.replace(' ', ''),
  'WebP (lossless)': '5249464600000000574542505650384c000000002f7fc27700',
  'WebP (extended)': '52494646000000005745425056503858 0a000000 00000000 7f0200 df0100',
};
const urlOf = (hex: string) =>
  `data:image/png;base64,${Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('base64')}`;

describe('sizeInDataUrl', () => {
  test.each(Object.entries(HEADERS))('reads the header of a %s', (name, hex) => {
    const kind = name.split(' ')[0];
    expect(sizeInDataUrl(urlOf(hex))).toEqual({ kind, width: 640, height: 480 });
  });

  test.each(Object.entries(HEADERS))(
    'knows no size where the header of a %s is cut anywhere, or is broken',
    (_, hex) => {
      const whole = hex.replaceAll(' ', '');
      for (let length = 0; length < whole.length; length += 2) {
        const size = sizeInDataUrl(urlOf(whole.slice(0, length)));
        expect(size === null || (size.width === 640 && size.height === 480)).toBe(true);
        sizeInDataUrl(urlOf(`${whole.slice(0, length)}ff${whole.slice(length + 2)}`));
      }
    },
  );

  test('reads no more than the beginning, and ends for a JPEG of empty segments', () => {
    const endless = `ffd8${'ffe00002'.repeat(500_000)}`;
    expect(sizeInDataUrl(urlOf(endless))).toBeNull();
    expect(sizeInDataUrl('data:image/png;base64,')).toBeNull();
  });
});

async function answer(path: string, body: object) {
  const { status, chunks } = await listen(upstream, body, () => {}, path).over;
  expect(status).toBe(200);
  return JSON.parse(Buffer.concat(chunks).toString());
}

describe('the demo', () => {
  const url = urlOf(HEADERS.PNG);
  const LUNA = 'gpt-5.6-luna';

  test('talks about the size of a picture in a chat, and says what the catalogue says it is', async () => {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url, detail: 'low' } },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
    ];
    const { choices, usage } = await answer('/chat/completions', {
      model: LUNA,
      messages: [{ role: 'user', content }],
    });
    expect(choices[0].message.content).toMatch(
      /^\[jigap demo\] You sent 2 pictures: a PNG of 640 x 480 pixels and one whose size I cannot read\. You asked: “What is this\?”/,
    );
    expect(usage.prompt_tokens_details).toEqual({ cached_tokens: 0, image_tokens: 308 + 3000 });
    expect(usage.prompt_tokens).toBeGreaterThan(3308);
    expect(usage.prompt_tokens).toBeLessThan(3308 + 100);
  });

  test('talks about it in Korean, and in the Responses API', async () => {
    const content = [
      { type: 'input_text', text: '이게 뭐야?' },
      { type: 'input_image', image_url: url, detail: 'high' },
    ];
    const { output, usage } = await answer('/responses', { model: LUNA, input: [{ role: 'user', content }] });
    expect(output[0].content[0].text).toMatch(
      /^\[jigap 데모\] 사진 1장을 받았습니다: PNG 640x480픽셀\. 질문: “이게 뭐야\?”/,
    );
    expect(usage.input_tokens_details.image_tokens).toBe(3000);
  });

  test('says nothing of a question where there was only a picture', async () => {
    const body = { model: LUNA, input: [{ role: 'user', content: [{ type: 'input_image', image_url: url }] }] };
    const { output } = await answer('/responses', body);
    expect(output[0].content[0].text).not.toContain('You asked');
  });
});
