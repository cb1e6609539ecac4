import type { OwnerView } from '../../web/view-context.ts';
import { CALLS } from './texts.ts';

export function formatSeconds({ language }: OwnerView, ms: number): string {
  return CALLS[language].seconds((ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 2 : 0 }));
}
