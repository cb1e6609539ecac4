import { readFileSync } from 'node:fs';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { parseCatalogue } from '../../../src/ledger/catalogue.ts';
import { IMAGE_RULES, type ImageRule, ROUNDINGS } from './image-rules.ts';

const committed: unknown = JSON.parse(readFileSync(new URL('../../../config/models.json', import.meta.url), 'utf8'));

/** The models of the catalogue that take images. */
export const SEEING_MODELS = [...new Set(parseCatalogue(committed, ENDPOINTS).values())].flatMap((model) =>
  model.imageTokens === undefined ? [] : [{ id: model.id, tokens: model.imageTokens }],
);

export const DETAILS = ['low', 'high'] as const;

export interface ImageLimit {
  readonly rule: ImageRule;
  /** Of the catalogue. */
  readonly limit: number;
}

/** By model, detail and rounding. @throws Error for a model without a published rule */
export const IMAGE_LIMITS: ReadonlyMap<string, ImageLimit> = new Map(
  SEEING_MODELS.flatMap(({ id, tokens }) =>
    DETAILS.flatMap((detail) =>
      ROUNDINGS.map((round): [string, ImageLimit] => {
        const rules = IMAGE_RULES[id];
        if (rules === undefined) throw new Error(`no published rule for ${id}`);
        return [`${id}, ${detail}, ${round.name}`, { rule: rules[detail](round), limit: tokens[detail] }];
      }),
    ),
  ),
);
