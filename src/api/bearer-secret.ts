/** The secret of an `Authorization: Bearer ...` header; null when there is none. */
export function bearerSecret(authorization: string | undefined): string | null {
  const match = /^bearer +(\S+) *$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}
