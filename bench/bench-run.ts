import { join } from 'node:path';
import type { BenchContext } from './bench-case.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY } from './comparison.ts';
import { type Jigap, newClass, newStudent, startJigap, withStudents } from './jigap-target.ts';
import { type Load, startLoad } from './load.ts';
import { followingModels } from './more-providers.ts';
import type { Options } from './options.ts';
import { installPeers, portkeyVersion } from './peers.ts';
import type { Target, TargetName } from './target.ts';
import { directTarget, nginxVersion, startBare, startNginx, startPortkey, type TargetOptions } from './targets.ts';
import { type BenchUpstream, startUpstream } from './upstream.ts';

/** Everything that runs during a bench. */
export interface BenchRun extends Omit<BenchContext, 'resultOf'> {
  readonly peers: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  end(): Promise<void>;
}

/** Quick: jigap and the floor in Node; otherwise every floor and peer that is to be had here. */
export async function startBenchRun(folder: string, options: Options): Promise<BenchRun> {
  const upstream = await startUpstream(folder);
  const load = startLoad(folder);
  const targetOptions = { folder, upstreamPort: upstream.port };
  const more = options.twoProviders ? followingModels(upstream.port) : null;
  const jigap = await withStudents(await startJigap({ ...targetOptions, more, folder: join(folder, 'jigap') }));
  const poorSecret = await newStudent(jigap, await newClass(jigap), 0);
  const missing: string[] = [];
  const peers: Record<string, string> = {};
  const targets = new Map<TargetName, Target>();
  if (!options.quick) {
    targets.set('direct', directTarget(targetOptions));
    await addNginx(targetOptions, targets, peers, missing);
  }
  targets.set('bare', await startBare(targetOptions));
  targets.set('jigap', jigap);
  if (!options.quick) await addPortkey(targetOptions, targets, peers, missing);
  for (const target of targets.values()) await warmUp(target, upstream, load);
  let million: Promise<Jigap> | null = null;
  const end = async () => {
    await million?.then((made) => made.end()).catch(() => undefined);
    await Promise.all([...targets.values()].map((target) => target.end()));
    await Promise.all([load.end(), upstream.end()]);
  };
  return {
    ...{ folder, options, upstream, load, poorSecret, peers, missing, targets, end },
    startFresh: freshStarter(targetOptions),
    million(make) {
      million ??= make();
      return million;
    },
  };
}

function freshStarter({ folder, upstreamPort }: TargetOptions): BenchRun['startFresh'] {
  let started = 0;
  return async (name) => {
    started += 1;
    const targetOptions = { folder: join(folder, `fresh-${started}`), upstreamPort };
    if (name === 'jigap') return withStudents(await startJigap(targetOptions));
    return name === 'bare' ? startBare(targetOptions) : startPortkey(targetOptions);
  };
}

async function addNginx(
  targetOptions: TargetOptions,
  targets: Map<TargetName, Target>,
  peers: Record<string, string>,
  missing: string[],
): Promise<void> {
  const version = nginxVersion();
  if (version === null) missing.push('nginx is not installed (Debian: apt-get install nginx-light): no such floor');
  else {
    peers.nginx = version;
    targets.set('nginx', await startNginx(targetOptions));
  }
}

async function addPortkey(
  targetOptions: TargetOptions,
  targets: Map<TargetName, Target>,
  peers: Record<string, string>,
  missing: string[],
): Promise<void> {
  try {
    await installPeers();
    targets.set('portkey', await startPortkey(targetOptions));
    peers['@portkey-ai/gateway'] = portkeyVersion();
  } catch (error) {
    missing.push(`Portkey's gateway could not be had: ${(error as Error).message}`);
  }
}

const WARM_UP_SECONDS = 5;

/** Of jigap some 35,000 calls: V8 was seen to compile until after the 20,000th. A gateway runs all day. */
async function warmUp(target: Target, upstream: BenchUpstream, load: Load): Promise<void> {
  if (target.pid === null) return;
  const call = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 32, warmUp: null };
  await upstream.play(JSON_SCRIPT);
  const { failed, failure } = await load.run(jobFor(target, call, forSeconds(WARM_UP_SECONDS)));
  if (failed > 0) throw new Error(`${target.name} does not work: ${failure}`);
}
