import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const OWN_FOLDER = join(import.meta.dirname, 'assets');
/** uPlot as its package ships it: the smallest of its builds, which is no module. */
const UPLOT_FOLDER = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js'));
const UPLOT_FILES = ['uPlot.iife.min.js', 'uPlot.min.css'];

/** Every file there is, by the end of its address: [folder, name there]. */
const FILES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ...readdirSync(OWN_FOLDER).map((name) => [name, [OWN_FOLDER, name]] as const),
  ...UPLOT_FILES.map((name) => [`uplot/${name}`, [UPLOT_FOLDER, name]] as const),
]);

const VERSIONS: ReadonlyMap<string, string> = new Map(
  [...FILES].map(([address, [folder, name]]) => [address, versionOf(join(folder, name))]),
);

const TIGHTENED = {
  '.css': { type: 'text/css; charset=utf-8', tighten: tightSheet },
  '.js': { type: 'text/javascript; charset=utf-8', tighten: tightScript },
};

interface TightFile {
  readonly type: string;
  readonly text: string;
}

/** Our own texts without what only their readers need: a page has a weight to keep. */
const TIGHT: ReadonlyMap<string, TightFile> = new Map(
  readdirSync(OWN_FOLDER).flatMap((name) => {
    const kind = Object.entries(TIGHTENED).find(([end]) => name.endsWith(end))?.[1];
    if (kind === undefined) return [];
    return [[name, { type: kind.type, text: kind.tighten(readFileSync(join(OWN_FOLDER, name), 'utf8')) }]];
  }),
);

/** The address of a file in assets/ ("style.css", "live.js") or of uPlot's; another content is another address. */
export function assetUrl(name: string): string {
  const version = VERSIONS.get(name);
  if (version === undefined) throw new Error(`there is no asset ${name}`);
  return `/assets/${name}?v=${version}`;
}

/** The files that were there at the start, and no others. */
export async function serveAssets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, { root: OWN_FOLDER, serve: false, cacheControl: false });
  for (const [address, [folder, name]] of FILES) {
    app.get(`/assets/${address}`, (request, reply) => {
      // What is asked for by its version never changes; what is not is compared each time.
      const isVersioned = request.url.includes('?v=');
      void reply.header('cache-control', isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache');
      const tight = TIGHT.get(address);
      return tight === undefined ? reply.sendFile(name, folder) : reply.type(tight.type).send(tight.text);
    });
  }
}

/** Between tokens, one space says as much as a line does. Texts in our style sheets have neither braces nor commas. */
function tightSheet(css: string): string {
  const plain = css.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ');
  return plain.replace(/ ?([{};,>]) ?/g, '$1').trim();
}

/** Whole lines of comments, and what lines begin with. No text of our scripts goes over several lines. */
function tightScript(js: string): string {
  const plain = js.replace(/^\s*\/\*\*.*?\*\/$/gms, '').replace(/^\s*\/\/.*$/gm, '');
  return plain.replace(/^\s+/gm, '');
}

function versionOf(path: string): string {
  return hash('sha256', readFileSync(path), 'hex').slice(0, 12);
}
