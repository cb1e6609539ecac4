import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findWorkflowErrors, listActions, parseYaml } from './workflow-rules.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const WORKFLOWS = readdirSync(join(ROOT, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const YAML_FILES = readdirSync(join(ROOT, '.github'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  /\.ya?ml$/.test(path),
);

/** What Dependabot looks for, by the kind of package. */
const MANIFESTS: Readonly<Record<string, RegExp>> = {
  npm: /^package\.json$/,
  'github-actions': /^\.github$/,
  docker: /^Dockerfile$/,
  pip: /^requirements.*\.txt$/,
  gomod: /^go\.mod$/,
  maven: /^pom\.xml$/,
};

describe('.github', () => {
  test.each(YAML_FILES)('%s is valid YAML', (path) => {
    expect(parseYaml(read(`.github/${path}`))).toBeInstanceOf(Object);
  });

  test.each(WORKFLOWS)('%s limits its permissions and time, and pins its actions', (path) => {
    expect(findWorkflowErrors(read(path))).toEqual([]);
  });

  test('workflows pin an action to one hash', () => {
    const pins = new Set(WORKFLOWS.flatMap((path) => listActions(read(path))).filter((action) => action.includes('@')));
    const names = [...pins].map((pin) => pin.split('@')[0]);
    expect(names).toContain('actions/checkout');
    expect(names).toEqual([...new Set(names)]);
  });

  test('CI runs the same checks as a developer', () => {
    expect(read('.github/workflows/ci.yml')).toMatch(/^ +- run: bash \.ci\/run$/m);
  });

  test('a release builds for both architectures, with an inventory and provenance, after CI', () => {
    expect(parseYaml(read('.github/workflows/release.yml'))).toMatchObject({
      on: { push: { tags: ['v*'] } },
      jobs: {
        check: { uses: './.github/workflows/ci.yml' },
        image: {
          needs: 'check',
          permissions: { contents: 'read', packages: 'write' },
          steps: expect.arrayContaining([
            expect.objectContaining({
              with: expect.objectContaining({
                platforms: 'linux/amd64,linux/arm64',
                sbom: true,
                provenance: 'mode=max',
              }),
            }),
          ]),
        },
        notes: { needs: 'image', permissions: { contents: 'write' } },
      },
    });
  });

  test('Dependabot watches folders that have what it looks for, of every kind', () => {
    const { updates } = parseYaml(read('.github/dependabot.yml')) as { updates: Record<string, string>[] };
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(Object.keys(MANIFESTS));
    for (const { 'package-ecosystem': kind = '', directory, directories } of updates) {
      for (const folder of [directory ?? directories ?? []].flat()) {
        expect(readdirSync(join(ROOT, folder))).toContainEqual(expect.stringMatching(MANIFESTS[kind] ?? /^$/));
      }
    }
  });
});

test('.node-version is the Node of the Docker image', () => {
  const bases = [...read('Dockerfile').matchAll(/^FROM node:([\d.]+)-slim/gm)].map(([, version]) => version);
  expect(new Set(bases)).toEqual(new Set([read('.node-version').trim()]));
});
