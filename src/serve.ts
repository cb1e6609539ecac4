import closeWithGrace from 'close-with-grace';
import { signInLinkAt } from './address/site-address.ts';
import { keySetup } from './admin/key-setup.ts';
import { OwnerToken } from './admin/owner-token.ts';
import { firstSignInSecret } from './admin/sign-in-links.ts';
import { buildApp } from './app.ts';
import { type Config, ConfigError, createKeyReaderOf, readConfig } from './config/config.ts';
import { SETTINGS } from './config/settings.ts';
import { DEMO_ANSWERS } from './endpoints/demo-answers.ts';
import { USAGE_LISTS } from './endpoints/endpoints.ts';
import { openStore } from './open-store.ts';
import { lanUrls } from './ops/lan-addresses.ts';
import { ListenError, listenError } from './ops/listen-error.ts';
import { createLogger } from './ops/logging.ts';
import { nodeWarning } from './ops/node-warning.ts';
import { startupBanner } from './ops/startup-banner.ts';
import { StoreMetrics } from './ops/store-metrics.ts';
import { StorageError } from './store/errors.ts';
import { MigrationError } from './store/migrations.ts';
import { projectLimitAccount } from './upstream/project-limit.ts';
import { type ProviderBillOptions, providerBill } from './upstream/provider-bill.ts';
import { createProviders, type ProvidersOptions } from './upstream/providers.ts';

/** Errors that the person at the terminal can mend: their message is enough, a stack would only hide it. */
const EXPECTED_ERRORS = [ConfigError, ListenError, StorageError, MigrationError];

const USAGE = `The server takes no arguments. Its settings are environment variables, listed in config/example.env:
  JIGAP_PORT=9000 npm start
What the owner does while it runs is another command:
  npm run jigap -- --help
`;

/**
 * The process: from its settings to a server that listens, and ends gracefully. Ends the process if it cannot start.
 * @param args of the command line; there are none but --help
 */
export async function serve(args: readonly string[]): Promise<void> {
  if (args.length > 0) {
    const wantsHelp = args.every((arg) => arg === '--help' || arg === '-h');
    if (wantsHelp) process.stdout.write(USAGE);
    else process.stderr.write(`jigap did not start: it does not know ${args.join(' ')}\n${USAGE}`);
    process.exitCode = wantsHelp ? 0 : 2;
    return;
  }
  try {
    await start(readConfig());
  } catch (error) {
    const expected = EXPECTED_ERRORS.some((kind) => error instanceof kind);
    process.stderr.write(
      `jigap did not start: ${expected ? (error as Error).message : String((error as Error).stack)}\n`,
    );
    process.exit(1);
  }
}

async function start(config: Config): Promise<void> {
  const isTerminal = process.stdout.isTTY === true;
  const logFormat = config.logFormat === 'auto' ? (isTerminal ? 'text' : 'json') : config.logFormat;
  const logger = createLogger(config.logLevel, logFormat);
  const now = Date.now;
  const storeMetrics = new StoreMetrics();
  const store = await openStore(config, logger, now(), storeMetrics);
  if (config.openEnvFile !== null) {
    const file = config.openEnvFile;
    logger.warn({ file }, 'other users of this machine may read this file of settings: run "chmod 600" on it');
  }
  const expired = await store.ledger.expireOpenHolds(now());
  if (expired > 0) logger.warn({ expired }, 'the last process died with calls running: see the incidents');

  const providers = createProviders(providersOptions(config));
  const { adminKey } = config.reconciliation;
  const ownerToken = new OwnerToken(store.journal, config.ownerTokenHash, now);
  await ownerToken.load();
  const app = await buildApp(config, {
    ...{ store, storeMetrics, providers, logger, now },
    readKeys: createKeyReaderOf(config.providers),
    ...{ ownerTokenHash: ownerToken.hash, loadOwnerToken: ownerToken.load, rotateOwnerToken: ownerToken.rotate },
    ...(adminKey === null ? {} : adminApi({ ...config.reconciliation, adminKey })),
  });
  const url = await app.fastify.listen({ host: config.host, port: config.port }).catch(async (error: unknown) => {
    await providers.close();
    await store.close();
    throw listenError(error, config);
  });
  // Only now: a start that fails must not use up the one time that the token is shown.
  const madeNow = await ownerToken.ensure();
  const isFirst = await store.journal.noteStart(now());

  // On a terminal, and on Windows, it says that the window was closed.
  const reloadsAtHangUp = !isTerminal && process.platform !== 'win32';
  if (reloadsAtHangUp) process.on('SIGHUP', () => void app.reloadKeys());
  const skip = reloadsAtHangUp ? (['SIGHUP'] as const) : [];
  closeWithGrace(
    { delay: 2 * config.limits.stopMs + 5000, logger: false, skip: [...skip] },
    async ({ err, signal }) => {
      if (err !== undefined) logger.fatal({ err }, 'the process must end');
      else logger.info({ signal }, 'stopping');
      await app.stop();
      await store.close();
    },
  );
  if (providers.isDemo) logger.warn('demo upstream: answers are simulated; set OPENAI_API_KEY for a real model');
  const warning = nodeWarning(process.versions.node, config.language);
  if (warning !== null) process.stdout.write(`${warning}\n`);
  app.jobs.start();
  const links = { store, now, ownerTokenHash: ownerToken.hash };
  // A log that is kept gets a link only where it gets the owner token, too.
  const signInSecret = madeNow !== null || isTerminal ? await firstSignInSecret(links) : null;
  const shell = process.platform === 'win32' ? 'powershell' : 'posix';
  process.stdout.write(
    startupBanner({
      language: config.language,
      url,
      publicUrl: config.publicUrl,
      lanUrls: lanUrls(config.host, url),
      shell,
      keyLine: keySetup(app.models.policy(), now(), app.models.state.source).startLines[shell],
      isDemo: providers.isDemo,
      calledWithoutKey: originWithoutKey(config),
      isFirst,
      ownerToken: madeNow,
      signInLink: signInSecret === null ? null : signInLinkAt(config.publicUrl ?? url, signInSecret),
      model: app.models.policy().allowed[0] ?? 'gpt-3.5-turbo',
    }),
  );
}

function providersOptions({ providers, reconciliation, limits, models }: Config): ProvidersOptions {
  return {
    settings: providers,
    adminKey: reconciliation.adminKey,
    demo: { answers: DEMO_ANSWERS, catalogue: models.catalogue },
    connections: limits.callsInFlight + limits.drains,
  };
}

/** null: OPENAI_BASE_URL has a key, or is not called. In the file of providers, an address without a key is meant so. */
function originWithoutKey({ providers }: Config): string | null {
  const keyless = providers.find(
    ({ addressSetting, keys }) => addressSetting === SETTINGS.baseUrl.name && keys.length === 0,
  );
  return keyless === undefined ? null : new URL(keyless.baseUrl).origin;
}

/** What an admin key of the provider is good for. */
function adminApi(account: Omit<ProviderBillOptions, 'usageLists'>) {
  return {
    readBill: providerBill({ ...account, usageLists: USAGE_LISTS }),
    projectLimitAccount: projectLimitAccount(account),
  };
}
