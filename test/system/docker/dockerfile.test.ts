import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from './dockerfile.ts';
import { readIgnoreFile } from './dockerignore.ts';

const repository = join(import.meta.dirname, '../../..');

describe('the steps of the Dockerfile', () => {
  it('are all understood', () => {
    const stages = parseDockerfile(readFileSync(join(repository, 'Dockerfile'), 'utf8'));
    expect(stages.map((stage) => stage.base)).toEqual(['node:24.22.1-slim', 'node:24.22.1-slim']);
    const last = stages.at(-1)?.steps.map((step) => step.kind);
    expect(last).toEqual(expect.arrayContaining(['user', 'volume', 'healthcheck', 'stopsignal', 'cmd']));
  });

  it.each([
    ['an unknown instruction', 'FROM a\nADD x y'],
    ['an unknown flag', 'FROM a\nCOPY --link x y'],
    ['a build argument', 'FROM a\nARG X=1'],
    ['a variable', 'FROM a\nWORKDIR $HOME'],
    ['a wildcard', 'FROM a\nCOPY *.json ./'],
    ['a here-document', 'FROM a\nRUN <<END\nls\nEND'],
    ['a mount', 'FROM a\nRUN --mount=type=cache,target=/x ls'],
    ['a shell form that swallows SIGTERM', 'FROM a\nCMD node src/server.ts'],
    ['a step before the first FROM', 'RUN ls'],
    ['a line that is continued nowhere', 'FROM a\nRUN ls \\'],
    ['a parser directive', '# escape=`\nFROM a'],
    ['an empty file', ''],
  ])('stop the run at %s', (_what, text) => {
    expect(() => parseDockerfile(text)).toThrow(/Dockerfile/);
  });

  it('joins continued lines, comments between them left out', () => {
    const [stage] = parseDockerfile('FROM a AS b\nENV X=1 \\\n# why\n    Y=/two');
    expect(stage).toEqual({
      name: 'b',
      base: 'a',
      steps: [
        {
          kind: 'env',
          values: [
            ['X', '1'],
            ['Y', '/two'],
          ],
        },
      ],
    });
  });
});

describe('.dockerignore', () => {
  it('lets only named files into the build', () => {
    const isSent = readIgnoreFile(readFileSync(join(repository, '.dockerignore'), 'utf8'));
    expect(['src', 'package.json'].map(isSent)).toEqual([true, true]);
    expect(['data', '.env', '.git', 'secrets', 'node_modules', 'test'].map(isSent)).not.toContain(true);
  });

  it.each(['src', '*\nsrc', '*\n!src/**', '*\n!*.json'])('stops the run when it reads %j', (text) => {
    expect(() => readIgnoreFile(text)).toThrow(/dockerignore/);
  });
});
