import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';

const ADDRESS =
  'postgres://jigap:s3cret-of-the-database@db.school.example:5432/jigap?sslmode=verify-full&password=s3cret';

describe('JIGAP_DATABASE', () => {
  it.each(['./data/jigap.db', '/data/jigap.db', 'C:\\jigap\\jigap.db', 'postgres:5432', ':memory:'])(
    'takes the file %s as it is written',
    (file) => expect(loadConfig({ JIGAP_DATABASE: file }).database).toBe(file),
  );

  it.each([ADDRESS, 'postgresql://jigap@127.0.0.1/jigap', 'postgres://[::1]:5433/jigap'])(
    'takes the address %s',
    (url) => {
      expect(loadConfig({ JIGAP_DATABASE: url }).database).toBe(url);
    },
  );

  it.each([
    'mysql://jigap:s3cret@db.school.example/jigap',
    'https://jigap:s3cret@db.school.example/jigap',
    'postgres://jigap:s3cret@db.school.example',
    'postgres://jigap:s3cret@db.school.example/',
    'postgres://jigap:s3cret@/jigap',
    'postgres://jigap:s3cret@db.school.example:port/jigap',
  ])('refuses %s, and does not repeat it', (url) => {
    const load = () => loadConfig({ JIGAP_DATABASE: url });
    expect(load).toThrow(
      /JIGAP_DATABASE: this is neither a file nor the address of a PostgreSQL; write it as postgres:/,
    );
    expect(load).not.toThrow(/s3cret|school\.example/);
  });

  it('shows an owner where the database is, and neither role nor password', () => {
    const { settings } = loadConfig({ JIGAP_DATABASE: ADDRESS });
    const shown = settings.find(({ name }) => name === 'JIGAP_DATABASE');
    expect(shown?.value).toBe('postgres://db.school.example:5432/jigap');
    expect(JSON.stringify(settings)).not.toMatch(/s3cret|jigap:|sslmode/);
  });

  it('hides its password where it was pasted into another setting', () => {
    const settings = { JIGAP_DATABASE: ADDRESS, JIGAP_LANGUAGE: 's3cret-of-the-database' };
    expect(() => loadConfig(settings)).toThrow(/JIGAP_LANGUAGE/);
    expect(() => loadConfig(settings)).not.toThrow(/s3cret/);
  });

  it('shows a file as it is', () => {
    const { settings } = loadConfig({ JIGAP_DATABASE: '/data/jigap.db' });
    expect(settings.find(({ name }) => name === 'JIGAP_DATABASE')?.value).toBe('/data/jigap.db');
  });
});
