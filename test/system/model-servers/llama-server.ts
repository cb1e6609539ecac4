import { join } from 'node:path';
import { freePort, startServer } from '../../support/server-process.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { findPython, makePython } from '../clients/python.ts';

export type LlamaKind = 'chat' | 'embedding';

export interface LlamaServer {
  /** With /v1, as OPENAI_BASE_URL takes it. */
  readonly baseUrl: string;
  readonly stop: () => Promise<void>;
}

const INSTALL_PATIENCE_MS = 240_000;

/** A Python with the pinned llama.cpp in it. @throws Error where no Python can make a virtual environment */
export async function makeLlamaPython(folder: string): Promise<string> {
  const python = findPython();
  if (python === null) throw new Error('no python3 with venv and ensurepip: apt-get install python3 python3-venv');
  return makePython(python, join(folder, 'venv'), '../model-servers/requirements.txt', INSTALL_PATIENCE_MS);
}

/** A real llama.cpp server with a model of random weights, called "tiny": two slots, one token a byte. */
export async function startLlamaServer(interpreter: string, kind: LlamaKind): Promise<LlamaServer> {
  const folder = makeTempFolder();
  const script = join(import.meta.dirname, 'llama_server.py');
  const port = await freePort();
  const server = startServer({
    command: [interpreter, '-u', script, folder, String(port), kind],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1' },
  });
  await server.prints(/listening at http/);
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    stop: async () => {
      await server.stop('SIGKILL');
      remove(folder);
    },
  };
}
