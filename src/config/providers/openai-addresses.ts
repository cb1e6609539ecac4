/** Source: OpenAI's pricing page: data residency adds a tenth. */
export const REGIONAL_PERCENT = 110;

export function isRegional(baseUrl: string): boolean {
  return /^https:\/\/[a-z]{2}\.api\.openai\.com(\/|$)/.test(baseUrl);
}

/** Of OpenAI, or of its models at Azure: servers that know all of its fields, and take no call without a key. */
export function isOpenAiAddress(baseUrl: string): boolean {
  return /^https:\/\/(?:[a-z0-9-]+\.)*(?:api\.openai\.com|openai\.azure\.com)(?::\d+)?(?:\/|$)/.test(baseUrl);
}
