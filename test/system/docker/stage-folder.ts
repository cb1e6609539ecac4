import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, isAbsolute, join, posix } from 'node:path';
import type { Stage, Step } from './dockerfile.ts';

/** What the steps of one stage left behind: a folder that stands for its root, and what the image says about itself. */
export interface StageFolder {
  readonly root: string;
  workdir: string;
  user: string;
  readonly env: Record<string, string>;
  readonly volumes: string[];
  readonly ports: number[];
  healthcheck: string[] | null;
  stopSignal: string;
  command: string[] | null;
}

export interface Surroundings {
  /** The folder that `docker build` is given. */
  readonly context: string;
  /** Whether .dockerignore lets a top-level name of the context through. */
  readonly isSent: (topLevelName: string) => boolean;
  /** Searched after the stage's own programs. */
  readonly path: string;
  /** What a RUN may know of this machine: how to reach the package registry. */
  readonly runEnv: Record<string, string>;
  readonly npmCli: string;
}

/** The ids in the official Node images. */
const USERS: Readonly<Record<string, number>> = { root: 0, node: 1000 };
const asRoot = process.getuid?.() === 0;

export function buildStage(
  stage: Stage,
  root: string,
  earlier: ReadonlyMap<string, StageFolder>,
  around: Surroundings,
): StageFolder {
  if (!/^node:24\.\d+\.\d+-slim$/.test(stage.base))
    throw new Error(`${stage.base} is not the slim image of one version of Node 24`);
  layBaseImage(root, around);
  const folder: StageFolder = {
    root,
    workdir: '/',
    user: 'root',
    env: {},
    volumes: [],
    ports: [],
    healthcheck: null,
    stopSignal: 'SIGTERM',
    command: null,
  };
  for (const step of stage.steps) apply(step, folder, earlier, around);
  return folder;
}

/** Where a path of the image is on this machine. */
export function inFolder(folder: StageFolder, imagePath: string): string {
  return join(folder.root, posix.resolve(folder.workdir, imagePath));
}

/** The environment that a process in the container has: that of the image and what `docker run --env` adds. */
export function environmentOf(
  folder: StageFolder,
  path: string,
  added: Record<string, string>,
): Record<string, string> {
  const own = Object.entries(folder.env).map(([name, value]) => [
    name,
    isAbsolute(value) ? inFolder(folder, value) : value,
  ]);
  const home = join(folder.root, 'home/node');
  return { PATH: `${join(folder.root, 'usr/local/bin')}:${path}`, HOME: home, ...Object.fromEntries(own), ...added };
}

/** Becomes the image's user where this machine lets us, so that a file it may not read or write is found. */
export function identityOf(folder: StageFolder): { uid?: number; gid?: number } {
  const id = idOf(folder.user);
  return asRoot ? { uid: id, gid: id } : {};
}

function idOf(name: string): number {
  const id = USERS[name];
  if (id === undefined) throw new Error(`the base image has no user ${name}`);
  return id;
}

function layBaseImage(root: string, around: Surroundings): void {
  const bin = join(root, 'usr/local/bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(root, 'home/node'), { recursive: true });
  if (asRoot) chownSync(join(root, 'home/node'), idOf('node'), idOf('node'));
  linkOrCopy(process.execPath, join(bin, 'node'));
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\nexec node '${around.npmCli}' "$@"\n`, { mode: 0o755 });
  // Where this machine lets us be one user only, nothing can change its owner.
  if (!asRoot) writeFileSync(join(bin, 'chown'), '#!/bin/sh\n', { mode: 0o755 });
}

/** A symbolic link would not do: the image's user may not be able to walk to where our Node is. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function apply(step: Step, folder: StageFolder, earlier: ReadonlyMap<string, StageFolder>, around: Surroundings): void {
  switch (step.kind) {
    case 'workdir':
      folder.workdir = posix.resolve(folder.workdir, step.path);
      mkdirSync(inFolder(folder, '.'), { recursive: true });
      return;
    case 'copy':
      copy(step, folder, earlier, around);
      return;
    case 'run':
      run(step.command, folder, around);
      return;
    case 'env':
      Object.assign(folder.env, Object.fromEntries(step.values));
      return;
    case 'user':
      idOf(step.name);
      folder.user = step.name;
      return;
    case 'volume':
      folder.volumes.push(step.path);
      return;
    case 'expose':
      folder.ports.push(step.port);
      return;
    case 'healthcheck':
      folder.healthcheck = step.command;
      return;
    case 'stopsignal':
      folder.stopSignal = step.signal;
      return;
    case 'cmd':
      folder.command = step.command;
      return;
  }
}

function copy(
  step: Extract<Step, { kind: 'copy' }>,
  folder: StageFolder,
  earlier: ReadonlyMap<string, StageFolder>,
  around: Surroundings,
): void {
  const sources = step.paths.slice(0, -1);
  const target = step.paths.at(-1) ?? '.';
  const intoFolder = sources.length > 1 || target.endsWith('/');
  for (const source of sources) {
    const from = step.from === null ? inContext(source, around) : inStage(source, step.from, earlier);
    if (!existsSync(from)) throw new Error(`COPY ${source}: there is no such file`);
    const isFile = lstatSync(from).isFile();
    // Docker copies what is in a folder, not the folder.
    const to = isFile && intoFolder ? join(inFolder(folder, target), basename(source)) : inFolder(folder, target);
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    if (step.owner !== null) giveTo(step.owner, to);
  }
}

function inContext(source: string, around: Surroundings): string {
  const relative = posix.normalize(source);
  const top = relative.split('/')[0] ?? '';
  if (isAbsolute(relative) || top === '..') throw new Error(`COPY ${source}: is outside of the context`);
  if (!around.isSent(top)) throw new Error(`COPY ${source}: .dockerignore keeps it out`);
  return join(around.context, relative);
}

function inStage(source: string, name: string, earlier: ReadonlyMap<string, StageFolder>): string {
  const stage = earlier.get(name);
  if (stage === undefined) throw new Error(`COPY --from=${name}: there is no such stage before`);
  return join(stage.root, posix.resolve('/', source));
}

function giveTo(owner: string, path: string): void {
  const [user = '', group = user] = owner.split(':');
  const ids = [idOf(user), idOf(group)] as const;
  if (!asRoot) return;
  const below = lstatSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  for (const each of ['', ...below]) chownSync(join(path, each), ...ids);
}

function run(command: string, folder: StageFolder, around: Surroundings): void {
  const env = environmentOf(folder, around.path, around.runEnv);
  const result = spawnSync('/bin/sh', ['-c', mapPaths(command, folder)], {
    ...{ cwd: inFolder(folder, '.'), env, encoding: 'utf8' },
    ...identityOf(folder),
  });
  if (result.status !== 0)
    throw new Error(`RUN ${command}: ended with ${result.status ?? result.signal}\n${result.stdout}${result.stderr}`);
}

/** Every absolute path that stands as a word of its own lies below the stage's root, save the devices. */
function mapPaths(command: string, folder: StageFolder): string {
  return command.replace(/(^|[\s="'>])(\/[^\s"';&|)]*)/g, (found, before: string, path: string) =>
    path.startsWith('/dev/') ? found : `${before}${inFolder(folder, path)}`,
  );
}

/** Makes a folder readable by the image's user, under any mode of the temporary folder. */
export function openToAll(path: string): void {
  chmodSync(path, 0o755);
}
