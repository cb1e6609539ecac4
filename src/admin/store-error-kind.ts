import { NotFoundError, StorageError } from '../store/errors.ts';

/** Which error of the store it is, for parts that import only the store's types; null: none of them. */
export function storeErrorKind(error: unknown): 'not_found' | 'storage' | null {
  if (error instanceof NotFoundError) return 'not_found';
  return error instanceof StorageError ? 'storage' : null;
}
