import { DEFAULT_IMAGE_DETAIL, type ImageDetail, type Model } from '../../ledger/prices.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { isText, type LongText } from '../../upstream/json/long-text.ts';
import type { CheckedPictures } from './checked-call.ts';
import { bytesOfUrl, isImageDataUrl } from './image-url.ts';
import { ParameterError } from './parameter-error.ts';

/** How an endpoint writes an image among the parts of a message. */
export interface ImagePart {
  readonly type: string;
  /** Where the URL and the detail are: in the part itself, or in an object of that name in it. */
  readonly inside: string | null;
  /** The name of the URL there. */
  readonly url: string;
}

const DEFAULT_MAX_IMAGES = 4;

/** Messages whose images each say the detail that bounds them. */
interface TakenImages {
  readonly items: readonly unknown[];
  /** null: there are none. */
  readonly pictures: CheckedPictures | null;
}

/**
 * Takes the images of a checked request, where refuseImages() had nothing against them.
 * @param items messages or items @param name of the parameter that holds them @throws ParameterError
 */
export function takeImages(items: readonly unknown[], name: string, part: ImagePart, model: Model): TakenImages {
  if (!items.some((item) => partsOf(item).some((one) => isImage(one, part)))) return { items, pictures: null };
  const collector = new ImageCollector(name, part, model);
  const taken = items.map((item, index) => collector.takeItem(item, index));
  return { items: taken, pictures: collector.pictures };
}

/** Before anything is said about the images themselves. @param items not checked yet @throws ParameterError */
export function refuseImages(items: unknown, name: string, part: ImagePart, model: Model): void {
  if (model.imageTokens !== undefined || !Array.isArray(items)) return;
  for (const [index, item] of items.entries()) {
    const at = partsOf(item).findIndex((one) => isImage(one, part));
    if (at !== -1) throw new ParameterError('picture-model', `${name}[${index}].content[${at}].type`);
  }
}

/** Bytes of the images in a request that was not checked yet. */
export function imageBytesIn(items: unknown, part: ImagePart): number {
  if (!Array.isArray(items)) return 0;
  let bytes = 0;
  for (const one of items.flatMap(partsOf)) {
    const url = isImage(one, part) ? holderOf(one, part)[part.url] : null;
    if (isText(url) && isImageDataUrl(url)) bytes += bytesOfUrl(url);
  }
  return bytes;
}

class ImageCollector {
  readonly #name: string;
  readonly #part: ImagePart;
  readonly #model: Model;
  #count = 0;
  #urlBytes = 0;
  #tokens = 0;

  constructor(name: string, part: ImagePart, model: Model) {
    this.#name = name;
    this.#part = part;
    this.#model = model;
  }

  get pictures(): CheckedPictures {
    return { count: this.#count, urlBytes: this.#urlBytes, tokens: this.#tokens };
  }

  takeItem(item: unknown, index: number): unknown {
    const parts = partsOf(item);
    if (!isObject(item) || !parts.some((one) => isImage(one, this.#part))) return item;
    const path = `${this.#name}[${index}].content`;
    const content = parts.map((one, at) =>
      isImage(one, this.#part) ? this.#takeImage(one, `${path}[${at}]`, item.role) : one,
    );
    return { ...item, content };
  }

  #takeImage(one: JsonObject, path: string, role: unknown): JsonObject {
    const { inside, url } = this.#part;
    const { maxImages = DEFAULT_MAX_IMAGES } = this.#model;
    if (role !== 'user') throw new ParameterError('picture-role', path);
    this.#count++;
    if (this.#count > maxImages) throw new ParameterError('picture-count', path, null, { max: maxImages });
    const holder = holderOf(one, this.#part);
    const detail = this.#detailOf(holder.detail);
    const tokens = this.#model.imageTokens?.[detail];
    const within = inside === null ? path : `${path}.${inside}`;
    if (tokens === undefined) throw new ParameterError('picture-detail', `${within}.detail`);
    this.#urlBytes += bytesOfUrl(holder[url] as string | LongText);
    this.#tokens += tokens;
    const taken = { ...holder, detail };
    return inside === null ? taken : { ...one, [inside]: taken };
  }

  /** What the provider would choose itself has no bound, so it is chosen here. */
  #detailOf(named: unknown): ImageDetail {
    const isChosen = named !== undefined && named !== 'auto';
    return isChosen ? (named as ImageDetail) : (this.#model.imageDetail ?? DEFAULT_IMAGE_DETAIL);
  }
}

const NO_PARTS: readonly unknown[] = [];

function partsOf(item: unknown): readonly unknown[] {
  return isObject(item) && Array.isArray(item.content) ? item.content : NO_PARTS;
}

function isImage(one: unknown, { type }: ImagePart): one is JsonObject {
  return isObject(one) && one.type === type;
}

function holderOf(one: JsonObject, { inside }: ImagePart): JsonObject {
  const holder = inside === null ? one : one[inside];
  return isObject(holder) ? holder : {};
}
