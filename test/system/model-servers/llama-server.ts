import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import { freePort, startServer } from '../../support/server-process.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

const POLL_MS = 5;

/** The families of tiny_models.py. */
export type ModelFamily = 'llama' | 'phi3' | 'gemma' | 'bert';

export interface LlamaServer {
  /** With /v1, as OPENAI_BASE_URL takes it. */
  readonly baseUrl: string;
  /** The name under which the server knows its model. */
  readonly model: `tiny-${ModelFamily}`;
  /** Resolves when so many of its slots work on a call, as the server itself says. */
  readonly slotsAreBusy: (count: number, pauseMs?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A real llama.cpp server with a model of random weights: two slots, one token a byte. */
export async function startLlamaServer(family: ModelFamily): Promise<LlamaServer> {
  const folder = makeTempFolder();
  const script = join(import.meta.dirname, 'llama_server.py');
  const port = await freePort();
  const server = startServer({
    command: [inject('llamaPython'), '-u', script, folder, String(port), family],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1' },
  });
  await server.prints(/listening at http/);
  const origin = `http://127.0.0.1:${port}`;
  return {
    baseUrl: `${origin}/v1`,
    model: `tiny-${family}`,
    slotsAreBusy: async (count, pauseMs = POLL_MS) => {
      await setTimeout(pauseMs);
      while ((await busySlots(origin)) !== count) await setTimeout(pauseMs);
    },
    stop: async () => {
      await server.stop('SIGKILL');
      remove(folder);
    },
  };
}

async function busySlots(origin: string): Promise<number> {
  const slots = (await (await fetch(`${origin}/slots`)).json()) as { is_processing: boolean }[];
  return slots.filter((slot) => slot.is_processing).length;
}
