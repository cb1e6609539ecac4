import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readEnvFile } from '../../src/config/env-file.ts';
import { LIMITS } from '../../src/config/limit-settings.ts';
import { SETTINGS } from '../../src/config/settings.ts';

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly command?: readonly string[];
}

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const TEXT = read('compose.school.yaml');
const COMPOSE: {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly networks: { readonly default: { readonly ipam: { readonly config: readonly { subnet: string }[] } } };
} = parse(TEXT, { merge: true });
const SERVICES = Object.entries(COMPOSE.services);
const REPLICAS = SERVICES.filter(([, { image }]) => image === 'jigap');
const SETTING_NAMES = [...Object.values(SETTINGS), ...Object.values(LIMITS)].map(({ name }) => name);

describe('compose.school.yaml', () => {
  test('has two replicas that differ in nothing, and Caddy leads to each of them', () => {
    expect(REPLICAS).toHaveLength(2);
    const [[, first] = [], ...rest] = REPLICAS;
    for (const [, each] of rest) expect(each).toEqual(first);
    const [, defaults = ''] = /\{\$REPLICAS:(.*)\} \{$/m.exec(read('config/school/Caddyfile')) ?? [];
    expect(defaults.split(' ')).toEqual(REPLICAS.map(([name]) => `${name}:8080`));
  });

  test('sets only what jigap knows', () => {
    for (const [, { environment = {} }] of REPLICAS) {
      expect(SETTING_NAMES).toEqual(expect.arrayContaining(Object.keys(environment)));
      expect(environment.JIGAP_ENV_FILE).toBe('/run/secrets/jigap_env');
    }
  });

  test('starts jigap as the image does, without the SQLite file of the image', () => {
    const dockerfile = read('Dockerfile');
    const [, ofImage = '[]'] = /^CMD (.*)$/m.exec(dockerfile) ?? [];
    expect(dockerfile).toMatch(/JIGAP_DATABASE=\/data\/jigap\.db$/m);
    for (const [, { command, environment }] of REPLICAS) {
      expect(command).toEqual(['env', '--unset=JIGAP_DATABASE', ...JSON.parse(ofImage)]);
      expect(environment).not.toHaveProperty('JIGAP_DATABASE');
    }
  });

  test('has no secret in it', () => {
    for (const [, { environment = {} }] of SERVICES) {
      const secret = Object.keys(environment).filter((name) => /(?:PASSWORD|KEY|TOKEN|SECRET)$/.test(name));
      expect(secret).toEqual([]);
    }
    expect(TEXT).not.toMatch(/postgres:\/\/\S*:\S*@/);
  });

  test('believes the addresses that its own network says, and no other', () => {
    const subnets = COMPOSE.networks.default.ipam.config.map(({ subnet }) => subnet);
    for (const [, { environment = {} }] of REPLICAS) expect([environment.JIGAP_TRUST_PROXY]).toEqual(subnets);
  });

  test('names only secrets, volumes and files that are there', () => {
    for (const [, { secrets = [], volumes = [] }] of SERVICES) {
      for (const name of secrets) expect(Object.keys(COMPOSE.secrets)).toContain(name);
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('./')) expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
        else expect(Object.keys(COMPOSE.volumes)).toContain(source);
      }
    }
    for (const { file } of Object.values(COMPOSE.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(statSync(join(ROOT, 'config/school/create-database.sh')).mode & 0o111).not.toBe(0);
  });

  test('begins with a database that finds damaged pages, and waits until it answers', () => {
    const { postgres } = COMPOSE.services;
    expect(postgres?.environment?.POSTGRES_INITDB_ARGS).toContain('--data-checksums');
    const wanted = ['-cfsync=on', '-cfull_page_writes=on', '-csynchronous_commit=on'];
    expect(postgres?.command).toEqual(expect.arrayContaining(wanted));
    for (const [, { depends_on }] of REPLICAS) {
      expect(depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    }
  });

  test('can tell of each service whether it works', () => {
    // That of a replica is in the image.
    expect(read('Dockerfile')).toMatch(/^HEALTHCHECK /m);
    for (const [name, { image, healthcheck }] of SERVICES) {
      if (image !== 'jigap') expect([name, healthcheck?.test[0]]).toEqual([name, 'CMD']);
    }
  });
});

describe('config/school/example.env', () => {
  test('has only settings of jigap, each on a line that jigap reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jigap-school-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'jigap.env');
    writeFileSync(file, read('config/school/example.env').replace('PASSWORD', 'a'.repeat(48)), { mode: 0o600 });
    const { values, problems, openToOthers } = readEnvFile(file);
    expect({ problems, openToOthers }).toEqual({ problems: [], openToOthers: null });
    expect(SETTING_NAMES).toEqual(expect.arrayContaining(Object.keys(values)));
    const address = new URL(values.JIGAP_DATABASE ?? '');
    expect(address).toMatchObject({ protocol: 'postgres:', username: 'jigap', pathname: '/jigap' });
    expect(Object.keys(COMPOSE.services)).toContain(address.hostname);
    expect(read('config/school/create-database.sh')).toContain(`CREATE ROLE ${address.username} LOGIN`);
  });
});
