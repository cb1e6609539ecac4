import { path, SettingError } from './setting-values.ts';

/** A drive of Windows is one letter. */
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;
const POSTGRES = /^postgres(?:ql)?:$/;

/** A file, or the address of a PostgreSQL. The value is not shown: an address has a password. */
export function databaseAddress(text: string): string {
  if (!URL_SCHEME.test(text)) return path(text);
  const url = URL.parse(text);
  if (url === null || !POSTGRES.test(url.protocol) || url.hostname === '' || url.pathname.length < 2) {
    throw new SettingError(
      'this is neither a file nor the address of a PostgreSQL; write it as postgres://role:password@host:5432/database',
    );
  }
  return text;
}

/** Without the role, the password and what follows the name of the database, where it is an address. */
export function shownDatabase(text: string): string {
  const url = URL_SCHEME.test(text) ? URL.parse(text) : null;
  return url === null ? text : `${url.protocol}//${url.host}${url.pathname}`;
}
