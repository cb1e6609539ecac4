import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createLogger, type Logger } from './ops/logging.ts';
import { welcome } from './ops/welcome.ts';
import { ensureOwnerToken } from './owner/owner-token.ts';
import { MigrationError } from './store/migrate.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
import { StorageError } from './store/store.ts';
import { createDemoUpstream } from './upstream/demo.ts';
import { createOpenAiUpstream } from './upstream/openai.ts';
import type { Upstream } from './upstream/upstream.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Faults that the person at the terminal can mend: their message is enough, a stack would only hide it. */
const EXPECTED_FAULTS = [ConfigError, StorageError, MigrationError];

try {
  await start(readConfig());
} catch (error) {
  const expected = EXPECTED_FAULTS.some((fault) => error instanceof fault);
  process.stderr.write(
    `jigap did not start: ${expected ? (error as Error).message : String((error as Error).stack)}\n`,
  );
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  const { defaults, timeZone } = config;
  const now = Date.now;
  const store = openSqliteStore({
    path: config.database,
    migrationsFolder: MIGRATIONS,
    defaults,
    timeZone,
    now: now(),
  });
  const isFirst = await store.journal.noteStart(now());
  const owner = await ensureOwnerToken(store.journal, config.ownerTokenHash, now());
  const expired = await store.ledger.expireOpenHolds(now());
  if (expired > 0) logger.warn({ expired }, 'the last process died with calls running: see the incidents');

  const upstream = chooseUpstream(config);
  const app = await buildApp(config, { store, upstream, logger, ownerTokenHash: () => owner.hash, now });
  const url = await app.fastify.listen({ host: config.host, port: config.port });

  closeWithGrace({ delay: 2 * config.limits.stopMs + 5000, logger: false }, async ({ err, signal }) => {
    if (err !== undefined) logger.fatal({ err }, 'the process must end');
    else logger.info({ signal }, 'stopping');
    await app.stop();
    await store.close();
  });
  warnOfRetired(config, logger);
  process.stdout.write(
    welcome({
      url,
      isDemo: upstream.kind === 'demo',
      isFirst,
      ownerToken: owner.madeNow,
      model: config.models.allowed[0] ?? 'gpt-3.5-turbo',
    }),
  );
}

function chooseUpstream({ upstream: { baseUrl, key }, limits }: Config): Upstream {
  if (key === null) return createDemoUpstream();
  const { upstreamTimeoutMs, callsInFlight, drains } = limits;
  return createOpenAiUpstream({ baseUrl, key, timeoutMs: upstreamTimeoutMs, connections: callsInFlight + drains });
}

/** A model that the provider has shut down fails every call; the alias that mends it is one setting away. */
function warnOfRetired({ models, upstream }: Config, logger: Logger): void {
  if (upstream.key === null || new URL(upstream.baseUrl).hostname !== 'api.openai.com') return;
  const today = new Date().toISOString().slice(0, 10);
  for (const name of models.allowed) {
    const served = models.aliases.get(name) ?? name;
    const shutdown = models.catalogue.get(served)?.shutdownDate ?? null;
    if (shutdown === null) continue;
    const state = shutdown <= today ? 'was shut down' : 'will be shut down';
    logger.warn({ model: name, shutdown }, `${served} ${state}: set JIGAP_MODEL_ALIASES=${name}=gpt-6-luna, for one`);
  }
}
