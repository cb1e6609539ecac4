#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readClientSettings, readTerminalLanguage } from '../config/config.ts';
import { createDownload } from './file-download.ts';
import { run } from './program.ts';
import type { StoppedServerProgram, WriteFile } from './terminal.ts';

/** The standard input, as a path of node:fs. */
const STANDARD_INPUT = 0;

/** Resolves with '' when the person ends the input or presses Ctrl-C: no answer is not a yes. */
function askAtTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

/** Never over a file that exists. */
async function createFile(path: string): Promise<WriteFile> {
  const file = await open(path, 'wx', 0o600);
  return async (text) => {
    await file.writeFile(text);
    await file.close();
  };
}

/** A program of its own: this one is a client of the API, and knows no database. */
function runProgram(name: StoppedServerProgram, words: readonly string[]): Promise<number> {
  const program = fileURLToPath(new URL(`../${name}/main.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--disable-sigusr1', program, ...words], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

// `jigap calls | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2), {
  language: readTerminalLanguage(),
  settings: readClientSettings,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  readFile: async (path) => (path === '-' ? readFileSync(STANDARD_INPUT) : readFile(path)),
  createFile,
  createDownload,
  runProgram,
  ask: process.stdin.isTTY && process.stderr.isTTY ? askAtTerminal : null,
});
