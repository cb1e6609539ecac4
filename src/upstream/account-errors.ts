/** OpenAI's codes for an account that is out of money or over its owner's limit. */
const OUT_OF_MONEY: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  // With 400: "Billing hard limit has been reached".
  'billing_hard_limit_reached',
  'billing_not_active',
]);

export function isOutOfMoney(code: unknown): code is string {
  return typeof code === 'string' && OUT_OF_MONEY.has(code);
}

/** The flex tier has no room for a call: the other tiers have, and the account is as it was. */
export function isFlexFull(error: { readonly code?: unknown; readonly type?: unknown } | null): boolean {
  return [error?.code, error?.type].some((word) => word === 'resource_unavailable');
}
