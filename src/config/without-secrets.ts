import { SETTINGS } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Anything shorter is no secret, and hiding it would black out words of the problems. */
const MIN_HIDDEN = 8;

/**
 * A secret may have been pasted into other settings too, whose problems quote what they hold.
 * @param others keys of providers, from wherever they are
 */
export function withoutSecrets(problem: string, env: Environment, others: readonly string[] = []): string {
  const secrets = [
    SETTINGS.key,
    SETTINGS.adminKey,
    SETTINGS.ownerTokenHash,
    SETTINGS.metricsTokenHash,
    SETTINGS.project,
    SETTINGS.smtp,
  ].map(({ name }) => env[name] ?? '');
  return [...secrets, ...passwordsIn(env[SETTINGS.smtp.name]), ...passwordsIn(env[SETTINGS.database.name]), ...others]
    .filter((secret) => secret.length >= MIN_HIDDEN)
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), problem);
}

/** As it is in an address, and as the owner knows it. */
function passwordsIn(address = ''): string[] {
  const password = URL.parse(address)?.password ?? '';
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
