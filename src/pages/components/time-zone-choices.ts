import type { Choice } from './field.ts';

const TIME_ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** Every IANA zone, and the chosen one where it is another name. @param chosen '' for none */
export function timeZoneChoices(chosen: string): readonly Choice[] {
  const zones = [...new Set([chosen, ...TIME_ZONES])].filter((zone) => zone !== '').sort();
  return zones.map((zone) => ({ value: zone, text: zone }));
}
