import { Fields, isObject } from './catalogue-fields.ts';
import type { EndpointRules } from './endpoint-rules.ts';
import { type ImageRules, MAX_GRID, MAX_IMAGES, maxImageTokens } from './image-tokens.ts';
import type { Model, Price } from './prices.ts';
import { MAX_UNITS_PER_CHARACTER } from './speech-characters.ts';

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

/** What only a model for speech has. */
export function readSpeechRules(fields: Fields): Pick<Model, 'voices' | 'takesVoiceInstructions'> {
  const voices = fields.optional('voices');
  const instructions = fields.optional('voice_instructions');
  return {
    ...(voices === undefined ? {} : { voices: fields.texts('voices', (name) => name !== '', 'names of voices', 1) }),
    ...(instructions === undefined || !fields.flag('voice_instructions') ? {} : { takesVoiceInstructions: true }),
  };
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
    fields.addProblem('the prices of a model for speech need per_character, in place of the prices of tokens');
  }
  // One call is priced in one unit.
  if (speaking.length < served.length && prices.some(({ perCharacter }) => perCharacter !== undefined)) {
    fields.addProblem('per_character is only for a model that serves speech and nothing else');
  }
}

/** Pico-USD of the most that a call can make beside text. */
export function dearestMedia({ drawing, contextWindow }: Model, price: Price): number {
  const spoken = contextWindow * MAX_UNITS_PER_CHARACTER * (price.perCharacter ?? 0);
  if (drawing === undefined) return spoken;
  return drawing.maxPerCall * maxImageTokens(drawing) * Math.max(price.imageOutput ?? 0, price.output);
}
