import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { OwnerToken } from '../../src/admin/owner-token.ts';
import { buildApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/config.ts';
import { createLogger } from '../../src/ops/logging.ts';
import { createProviders } from '../../src/upstream/providers.ts';
import { connectLedger } from './ledger-wire.ts';

/** All of jigap but the database. Its arguments: the path of the ledger's socket, and the port that all gateways share. */
const [path = '', port = '0'] = process.argv.slice(2);
const config = readConfig();
const { providers: settings } = config;
if (settings.some(({ isDemo }) => isDemo)) throw new Error('the prototype needs OPENAI_API_KEY');
const { callsInFlight, drains } = config.limits;
const store = await connectLedger(path);
const ownerToken = new OwnerToken(store.journal, config.ownerTokenHash, Date.now);
const app = await buildApp(config, {
  ...{ store, logger: createLogger(config.logLevel, 'json'), now: Date.now },
  providers: createProviders({
    ...{ settings, adminKey: null, demo: { answers: new Map() } },
    connections: callsInFlight + drains,
  }),
  ...{ ownerTokenHash: ownerToken.hash, loadOwnerToken: ownerToken.load, rotateOwnerToken: ownerToken.rotate },
});
await app.fastify.ready();
const { server } = app.fastify;
server.listen({ host: '127.0.0.1', port: Number(port), reusePort: true, backlog: 4096 });
await once(server, 'listening');
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
console.log(`running at ${(server.address() as AddressInfo).port}`);
