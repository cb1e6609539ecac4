import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const OWN_FOLDER = join(import.meta.dirname, '../assets');
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

const TEXT_KINDS: Readonly<Record<string, { readonly type: string; readonly tighten: (text: string) => string }>> = {
  '.css': { type: 'text/css; charset=utf-8', tighten: tightSheet },
  '.js': { type: 'text/javascript; charset=utf-8', tighten: tightScript },
};

interface Body {
  readonly bytes: Buffer;
  /** Its ETag: what is packed is not the same as what is not. */
  readonly tag: string;
}

interface TextFile {
  readonly type: string;
  readonly plain: Body;
  readonly packed: Body;
}

/**
 * A page has a weight to keep. Only these files are packed, once, at the start (some milliseconds). Pages are not: they
 * show what a visitor sent beside the proof of their forms, and how long that is when packed would give the proof away
 * piece by piece (BREACH). These files are the same for everybody, and hold no secret.
 */
const TEXTS: ReadonlyMap<string, TextFile> = new Map(
  [...FILES].flatMap(([address, [folder, name]]) => {
    const kind = TEXT_KINDS[extname(name)];
    if (kind === undefined) return [];
    const text = readFileSync(join(folder, name), 'utf8');
    // Our own go without what only their readers need.
    const plain = Buffer.from(folder === OWN_FOLDER ? kind.tighten(text) : text);
    return [[address, { type: kind.type, plain: bodyOf(plain), packed: bodyOf(gzipSync(plain, { level: 9 })) }]];
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
      const text = TEXTS.get(address);
      if (text === undefined) return reply.sendFile(name, folder);
      void reply.header('vary', 'accept-encoding');
      if (!takesGzip(request)) return send(reply, text.type, text.plain, request);
      return send(reply.header('content-encoding', 'gzip'), text.type, text.packed, request);
    });
  }
}

function send(reply: FastifyReply, type: string, { bytes, tag }: Body, { headers }: FastifyRequest): FastifyReply {
  void reply.header('etag', tag);
  if (headers['if-none-match']?.includes(tag) === true) return reply.code(304).send();
  return reply.type(type).send(bytes);
}

/** Whether `gzip` is among what a browser says it takes, and not with a weight of nought. */
function takesGzip({ headers }: FastifyRequest): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(coding));
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
  return shortHash(readFileSync(path));
}

function bodyOf(bytes: Buffer): Body {
  return { bytes, tag: `"${shortHash(bytes)}"` };
}

function shortHash(content: Buffer): string {
  return hash('sha256', content, 'hex').slice(0, 12);
}
