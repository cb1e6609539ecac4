import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './step.ts';

export type Toolchain = 'go' | 'java';

const PATIENCE_MS = 300_000;

/**
 * Fetches what a client is made of, compiles it and returns the command that runs it.
 * @param folder where what is made may lie
 * @throws Error where the toolchain is missing, or says why it failed
 */
export async function compileClient(toolchain: Toolchain, folder: string): Promise<readonly string[]> {
  return toolchain === 'go' ? compileGo(folder) : classPathOfJava(folder);
}

/** The client asks for a recent Go: an older one brings it by itself, from 1.21 on. */
async function compileGo(folder: string): Promise<readonly string[]> {
  if (spawnSync('go', ['version']).status !== 0) throw new Error('needs Go 1.21 or newer');
  const program = join(folder, 'go-client');
  await step('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'go'), timeout: PATIENCE_MS });
  return [program];
}

/** Java runs the one source file as it is. */
async function classPathOfJava(folder: string): Promise<readonly string[]> {
  if (spawnSync('mvn', ['--version']).status !== 0) {
    throw new Error('needs Java 17 and Maven (Debian: apt-get install default-jdk-headless maven)');
  }
  const list = join(folder, 'java-class-path');
  const cwd = join(import.meta.dirname, 'java');
  const args = ['--batch-mode', '--quiet', 'dependency:build-classpath', `-Dmdep.outputFile=${list}`];
  await step('mvn', args, { cwd, timeout: PATIENCE_MS });
  return ['java', '-cp', readFileSync(list, 'utf8').trim(), join(cwd, 'Client.java')];
}
