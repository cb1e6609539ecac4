import { join } from 'node:path';
import { type Child, type Helper, OTHER_CORE, startChild } from './children.ts';
import type { FromLoad, LoadJob, LoadResult, ToLoad } from './load-job.ts';

/** Above what any pace takes: a window that hangs fails. */
const PATIENCE_MS = 90_000;

export interface Load {
  /** @param around told just before the first request and just after the last answer */
  run(job: LoadJob, around?: { before(): void; after(): void }): Promise<LoadResult>;
  end(): Promise<void>;
}

export function startLoad(folder: string, { name = 'load', isNice = false }: Helper = {}): Load {
  const child = startChild({
    command: [process.execPath, join(import.meta.dirname, 'load-process.ts')],
    ...{ cores: OTHER_CORE, logPath: join(folder, `${name}.log`), ipc: true, isNice },
  });
  return {
    async run(job, around) {
      const ready = await answer(child, { prepare: job });
      if (ready !== 'ready') throw new Error(`the load: ${JSON.stringify(ready)}`);
      around?.before();
      const ended = await answer(child, 'go');
      around?.after();
      if (typeof ended === 'object' && 'result' in ended) return ended.result;
      throw new Error(`the load: ${JSON.stringify(ended)}`);
    },
    end: () => child.end(),
  };
}

function answer({ process: child }: Child, message: ToLoad): Promise<FromLoad> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('the load hangs')), PATIENCE_MS);
    const onExit = () => reject(new Error('the load ended'));
    child.once('exit', onExit);
    child.once('message', (said: FromLoad) => {
      clearTimeout(patience);
      child.off('exit', onExit);
      resolve(said);
    });
    child.send(message);
  });
}
