import { isObject, type JsonObject } from '../../json/json-object.ts';
import { type ImageSize, sizeInDataUrl } from './image-size.ts';

/** An image among the parts of a message. */
export interface DemoPicture {
  /** null: its header cannot be read. */
  readonly size: ImageSize | null;
  readonly detail: string;
}

/** The most tokens of one image, as the catalogue says; 0 for a model that it does not know. */
export type PictureTokensOf = (model: string, detail: string) => number;

/** Of a chat or the Responses API. @param content of a message */
export function picturesIn(content: unknown): DemoPicture[] {
  return Array.isArray(content) ? content.filter(isObject).flatMap(pictureOf) : [];
}

function pictureOf(part: JsonObject): DemoPicture[] {
  const holder = part.type === 'image_url' && isObject(part.image_url) ? part.image_url : part;
  const url = part.type === 'input_image' ? part.image_url : holder.url;
  if (typeof url !== 'string' || !url.startsWith('data:')) return [];
  return [{ size: sizeInDataUrl(url), detail: String(holder.detail ?? 'auto') }];
}

/** "a PNG of 640 x 480 pixels and a picture that I cannot read" */
export function describePictures(pictures: readonly DemoPicture[]): string {
  const words = pictures.map(({ size }) =>
    size === null ? 'one whose size I cannot read' : `a ${size.kind} of ${size.width} x ${size.height} pixels`,
  );
  return words.join(words.length === 2 ? ' and ' : ', ');
}

export function describePicturesInKorean(pictures: readonly DemoPicture[]): string {
  return pictures
    .map(({ size }) => (size === null ? '크기를 알 수 없는 파일' : `${size.kind} ${size.width}x${size.height}픽셀`))
    .join(', ');
}
