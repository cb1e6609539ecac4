import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { findPython, makePython } from '../clients/python.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Python with the pinned llama.cpp in it. */
    llamaPython: string;
  }
}

const INSTALL_PATIENCE_MS = 240_000;

/** Installs llama.cpp once for all files of the suite. @throws Error where no Python can make a virtual environment */
export default async function installLlama(project: TestProject): Promise<() => void> {
  const python = findPython();
  if (python === null) throw new Error('no python3 with venv and ensurepip: apt-get install python3 python3-venv');
  const folder = makeTempFolder();
  const requirements = '../model-servers/requirements.txt';
  project.provide('llamaPython', await makePython(python, join(folder, 'venv'), requirements, INSTALL_PATIENCE_MS));
  return () => remove(folder);
}
