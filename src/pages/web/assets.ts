import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { joinStyleSheet } from './style-sheet.ts';

const ASSETS_FOLDER = join(import.meta.dirname, '../assets');
/** uPlot as its package ships it: the smallest of its builds, which is no module. */
const UPLOT_FOLDER = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js'));
const UPLOT_FILES = ['uPlot.iife.min.js', 'uPlot.min.css'];

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const VERSIONED_CACHE = `public, max-age=${YEAR_SECONDS}, immutable`;

interface Body {
  readonly bytes: Buffer;
  /** Compressed bytes need an ETag of their own (RFC 9110, 8.8.3.3). */
  readonly etag: string;
}

interface Asset {
  readonly contentType: string;
  /** Changes with the content, and the address with it. */
  readonly version: string;
  readonly plain: Body;
  readonly gzipped: Body;
}

/**
 * Read and compressed once, at the start (some milliseconds). Pages are not compressed: they show what a visitor sent
 * beside the CSRF token of their forms, and the length of the compressed page would reveal the token piece by piece
 * (BREACH). These files are the same for everybody, and hold no secret.
 */
const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['style.css', assetOf('.css', Buffer.from(joinStyleSheet()))],
  ...filesIn(ASSETS_FOLDER).map((name) => [name, readAsset(ASSETS_FOLDER, name)] as const),
  ...UPLOT_FILES.map((name) => [`uplot/${name}`, readAsset(UPLOT_FOLDER, name)] as const),
]);

/** The address of "style.css", a file of assets/ ("live.js") or one of uPlot's. */
export function assetUrl(name: string): string {
  const asset = ASSETS.get(name);
  if (asset === undefined) throw new Error(`no asset is called ${name}`);
  return `/assets/${name}?v=${asset.version}`;
}

/** Only files that existed at the start are served. */
export function serveAssets(app: FastifyInstance): void {
  for (const [name, asset] of ASSETS) {
    app.get(`/assets/${name}`, (request, reply) => {
      void reply.headers({
        'cache-control': request.url.includes('?v=') ? VERSIONED_CACHE : 'no-cache',
        vary: 'accept-encoding',
      });
      if (!acceptsGzip(request)) return sendBody(reply, asset.contentType, asset.plain, request);
      return sendBody(reply.header('content-encoding', 'gzip'), asset.contentType, asset.gzipped, request);
    });
  }
}

function sendBody(reply: FastifyReply, contentType: string, body: Body, { headers }: FastifyRequest): FastifyReply {
  void reply.header('etag', body.etag);
  if (headers['if-none-match']?.includes(body.etag) === true) return reply.code(304).send();
  return reply.type(contentType).send(body.bytes);
}

/** Whether `gzip` is listed, and not with a weight of 0 (RFC 9110, 12.5.3). */
function acceptsGzip({ headers }: FastifyRequest): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(coding));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

function readAsset(folder: string, name: string): Asset {
  return assetOf(extname(name), readFileSync(join(folder, name)));
}

function assetOf(extension: string, content: Buffer): Asset {
  const contentType = CONTENT_TYPES[extension];
  if (contentType === undefined) throw new Error(`no content type is known for ${extension}`);
  return {
    contentType,
    version: shortHash(content),
    plain: bodyOf(content),
    gzipped: bodyOf(gzipSync(content, { level: 9 })),
  };
}

function bodyOf(bytes: Buffer): Body {
  return { bytes, etag: `"${shortHash(bytes)}"` };
}

function shortHash(content: Buffer): string {
  return hash('sha256', content, 'hex').slice(0, 12);
}
