import { AdminError } from '../admin/admin-error.ts';
import { translateAdminError } from './translate-admin-error.ts';

export function translated<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw error instanceof AdminError ? translateAdminError(error) : error;
  }
}

export async function translatedLater<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof AdminError ? translateAdminError(error) : error;
  }
}
