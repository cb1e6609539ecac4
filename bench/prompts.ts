import { photoUrl } from './photo.ts';
import { IMAGE_MODEL, MODEL } from './upstream-script.ts';

const SENTENCE = 'Explain in one paragraph why the sky is blue, as to a first-year student. ';
const KOREAN_SENTENCE = '하늘이 파란 까닭을 대학교 일 학년 학생에게 말하듯이 한 문단으로 설명해 주세요. ';

/** A chat request of so many bytes, near enough: a Korean syllable has three. */
export function prompt(bytes: number, { korean = false, stream = false } = {}): string {
  const sentence = korean ? KOREAN_SENTENCE : SENTENCE;
  const write = (content: string) =>
    JSON.stringify({
      model: MODEL,
      messages: [
        { role: 'system', content: 'You are a patient teacher.' },
        { role: 'user', content },
      ],
      max_tokens: 256,
      temperature: 0.7,
      ...(stream ? { stream: true } : {}),
    });
  const room = Math.floor((bytes - Buffer.byteLength(write(''))) / (Buffer.byteLength(sentence) / sentence.length));
  return write(sentence.repeat(Math.ceil(room / sentence.length)).slice(0, room));
}

/** A chat request of so many bytes, near enough, nearly all of which are an image. */
export function promptWithImage(bytes: number): string {
  const url = photoUrl(bytes);
  return JSON.stringify({
    model: IMAGE_MODEL,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url, detail: 'low' } },
        ],
      },
    ],
    max_completion_tokens: 256,
  });
}

/** A model that the catalogue has and the class may not use. */
export function wrongModel(body: string): string {
  return body.replace(MODEL, 'gpt-4o');
}
