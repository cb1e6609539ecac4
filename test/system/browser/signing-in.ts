import type { Page } from 'playwright-core';

/** By the forms, as people do. */
export async function signInAsOwner(page: Page, { ownerToken }: { readonly ownerToken: string }): Promise<void> {
  await page.goto('/dashboard/sign-in');
  await submitToken(page, ownerToken);
}

export async function signInAsStudent(page: Page, token: string): Promise<void> {
  await page.goto('/me/sign-in');
  await submitToken(page, token);
}

async function submitToken(page: Page, token: string): Promise<void> {
  await page.locator('[name=token]').fill(token);
  await page.locator('main button.primary').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}
