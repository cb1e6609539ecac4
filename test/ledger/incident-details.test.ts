import { expect, test } from 'vitest';
import type { IncidentKind, Outcome } from '../../src/ledger/holds.ts';
import { incidentDetail } from '../../src/ledger/incident-details.ts';

test.each<[IncidentKind, Outcome, RegExp]>([
  ['crash', 'crash', /^jigap ended in the middle of this call; its whole hold was charged$/],
  ['uncertain', 'stopped', /^jigap was stopped .* the whole hold was charged$/],
  ['uncertain', 'abandoned', /^the student hung up .* the whole hold was charged$/],
  ['uncertain', 'upstream_died', /^the provider, or a proxy in front of it, broke .* the whole hold was charged$/],
  [
    'uncertain',
    'upstream_timeout',
    /^the provider, or a proxy in front of it, .* too long; the whole hold was charged$/,
  ],
  ['no_usage', 'no_usage', /the safe bound was charged$/],
  ['overrun', 'upstream_died', /^the real cost was above the hold; it was charged in full$/],
  ['price_tier', 'ok', /dearer service tier/],
  ['uncertain', 'ok', /^the cost of this call cannot be known; the whole hold was charged$/],
])('an incident %s of a call that ended as %s is a sentence that says what was charged', (kind, outcome, sentence) => {
  expect(incidentDetail(kind, outcome)).toMatch(sentence);
});
