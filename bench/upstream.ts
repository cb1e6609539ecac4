import { once } from 'node:events';
import { join } from 'node:path';
import { type Helper, OTHER_CORE, startChild } from './children.ts';
import type { UpstreamScript } from './upstream-script.ts';

export interface BenchUpstream {
  readonly port: number;
  /** Resolves when every further call is answered so. */
  play(script: UpstreamScript): Promise<void>;
  end(): Promise<void>;
}

export async function startUpstream(folder: string, options: Helper = {}): Promise<BenchUpstream> {
  const { name = 'upstream', isNice = false } = options;
  const child = startChild({
    command: [process.execPath, join(import.meta.dirname, 'upstream-process.ts')],
    ...{ cores: OTHER_CORE, logPath: join(folder, `${name}.log`), ipc: true, isNice },
  });
  const [, port] = await child.prints(/listening on (\d+)/);
  return {
    port: Number(port),
    async play(script) {
      const played = once(child.process, 'message');
      child.process.send(script);
      await played;
    },
    end: () => child.end(),
  };
}
