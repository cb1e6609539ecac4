export { ApiError as OwnerError, conflict, invalidValue, missingValue, notFound } from './api-error.ts';
