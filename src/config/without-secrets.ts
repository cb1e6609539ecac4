import { SETTINGS } from './settings.ts';

/** Anything shorter is no secret, and hiding it would black out words of the problems. */
const MIN_HIDDEN = 8;

/** A secret may have been pasted into other settings too, whose problems quote what they hold. */
export function withoutSecrets(problem: string, env: Readonly<Record<string, string | undefined>>): string {
  const secrets = [
    SETTINGS.key,
    SETTINGS.adminKey,
    SETTINGS.ownerTokenHash,
    SETTINGS.metricsTokenHash,
    SETTINGS.project,
  ]
    .map(({ name }) => env[name] ?? '')
    .filter((secret) => secret.length >= MIN_HIDDEN);
  return secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), problem);
}
