import { Fields, isObject } from './catalogue-fields.ts';
import type { EndpointRules } from './endpoint-rules.ts';
import { type ImageRules, MAX_GRID, MAX_IMAGES, maxImageTokens } from './image-tokens.ts';
import type { Model, Price } from './prices.ts';

/* What models that draw or speak have in the catalogue beside the fields of all. */

/** Absent for a model that does not draw. */
export function readImageRules(fields: Fields, where: string, problems: string[]): Pick<Model, 'drawing'> {
  const entry = fields.optional('drawing');
  if (entry === undefined) return {};
  const own = new Fields(entry, `${where}.drawing`, problems);
  const drawing: ImageRules = {
    grid: readGrid(own, `${where}.drawing.grid`, problems),
    isExact: own.flag('exact'),
    maxPerCall: own.whole('max_per_call', 1, MAX_IMAGES),
  };
  own.refuseOthers();
  return { drawing };
}

function readGrid(fields: Fields, where: string, problems: string[]): ReadonlyMap<string, number> {
  const entry = fields.optional('grid');
  const grid = new Fields(entry, where, problems);
  const names = isObject(entry) ? Object.keys(entry) : [];
  if (names.length === 0) fields.addProblem('grid must name at least one quality');
  return new Map(names.map((name) => [name, grid.whole(name, 1, MAX_GRID)]));
}

/** The prices of what is not text. */
export function readMediaRates(fields: Fields): Pick<Price, 'imageInput' | 'imageOutput' | 'perCharacter'> {
  const has = (name: string) => fields.optional(name) !== undefined;
  return {
    ...(has('image_input') ? { imageInput: fields.whole('image_input', 0) } : {}),
    ...(has('image_output') ? { imageOutput: fields.whole('image_output', 0) } : {}),
    ...(has('per_character') ? { perCharacter: fields.whole('per_character', 0) } : {}),
  };
}

/** What an endpoint makes needs a bound and a price in each of its models. @param served by the model */
export function checkMedia(model: Model, served: readonly EndpointRules[], fields: Fields): void {
  const { drawing: rules, prices } = model;
  const making = (what: EndpointRules['makes']) => served.filter(({ makes }) => makes === what);
  const [drawing, speaking] = [making('images'), making('speech')];
  if (drawing.length > 0 !== (rules !== undefined)) {
    fields.addProblem('drawing is for the models of images, and each of them needs it: it bounds what a call costs');
  }
  if (drawing.length > 0 && prices.some((price) => price.imageInput === undefined || price.imageOutput === undefined)) {
    fields.addProblem('the prices of a model for images need image_input and image_output');
  }
  if (speaking.length > 0 && prices.some(({ perCharacter }) => perCharacter === undefined)) {
    fields.addProblem('the prices of a model for speech need per_character');
  }
}

/** Pico-USD of the most that a call can make beside text. */
export function dearestMedia({ drawing }: Model, price: Price): number {
  if (drawing === undefined) return 0;
  return drawing.maxPerCall * maxImageTokens(drawing) * Math.max(price.imageOutput ?? 0, price.output);
}
