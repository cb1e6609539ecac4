import type { Language } from '../../../language/languages.ts';
import { type NotePair, translateNote } from '../../../language/translate-note.ts';
import { formatDay } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';

/** The parts of a source in config/models.json, which has semicolons between them. */
const PARTS: Readonly<Record<Language, readonly NotePair[]>> = {
  en: [],
  ko: [
    ['OpenAI model and pricing pages, read {day}', 'OpenAI의 모델·가격 페이지({day}에 확인)'],
    ['third-party price lists and LiteLLM, read {day}', '다른 곳의 가격표와 LiteLLM({day}에 확인)'],
    ['LiteLLM {version} price map (rates at flex)', 'LiteLLM {version} 가격표(flex 요금)'],
    ["OpenAI's guide to flex processing: the rates of Batch", 'OpenAI의 flex 처리 안내: Batch 요금과 같음'],
    ['both read {day}', '둘 다 {day}에 확인'],
    ['@pydantic/genai-prices {version} of {day}', '@pydantic/genai-prices {version}({day})'],
    [
      'the window is that of a whole request, 8,192 tokens per input',
      '컨텍스트 길이는 요청 전체 기준이고, 입력 하나는 8,192토큰까지',
    ],
    ["OpenAI's guide to images and vision, read {day}", 'OpenAI의 이미지 안내({day}에 확인)'],
    ['32-pixel patches x {factor}', '32픽셀 조각 수 x {factor}'],
    [
      '{base} tokens, and {tile} for each of at most 8 tiles',
      '{base}토큰에 타일마다 {tile}토큰을 더하고, 타일은 최대 8개',
    ],
    [
      'OpenAI model pages and image cost calculator, LiteLLM {version} price map, read {day}',
      'OpenAI의 모델 페이지와 이미지 비용 계산기, LiteLLM {version} 가격표({day}에 확인)',
    ],
    ['OpenAI pricing and text-to-speech pages, read {day}', 'OpenAI의 가격·음성 합성 페이지({day}에 확인)'],
    ['the window is the most characters of a text', '컨텍스트 길이는 글 하나의 최대 글자 수'],
    ['text output, without a published price, at that of images', '가격이 공개되지 않은 텍스트 출력은 이미지 가격으로'],
    ['cache write at its 30-minute price', '캐시 쓰기는 30분 동안 두는 가격'],
    [
      'add the exact name of your fine-tuned model to the snapshots',
      '미세 조정한 모델은 정확한 이름을 snapshots에 추가',
    ],
  ],
};

/** Where a price is from. What an owner's own catalogue says is shown as it is. */
export function priceSource(source: string, language: Language): Html {
  const parts = source
    .split('; ')
    .map((part) => translateNote(part, PARTS[language], (day) => formatDay(day, { language }, 'date')));
  const isTranslated = parts.every((part) => part !== null);
  if (isTranslated) return html`${parts.join('; ')}`;
  return language === 'en' ? html`${source}` : html`<span lang="en">${source}</span>`;
}
