import { encodeQR } from 'qr';
import { type Html, html } from '../web/html.ts';

/** ISO/IEC 18004: a reader needs four white modules on each side. */
const QUIET_ZONE = 4;

/**
 * A QR code as a drawing in the page: no request, no script, no inline style. Black on white in a dark page, too, and as
 * large as the element around it. @param text such as a link; up to 2,331 bytes @param label what it leads to
 */
export function qrCode(text: string, label: string): Html {
  // "medium" survives a fold or a smudge: 15 % of a code may be illegible.
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  return html`<svg class="qr-code" role="img" aria-label="${label}" viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${rows.length}v${rows.length}H0z"/><path stroke="#000" d="${strokes(rows)}"/></svg>`;
}

/** A stroke for each run of black modules, from where the last one ended: 2 KB for a link of 72 characters. */
function strokes(rows: readonly (readonly boolean[])[]): string {
  let path = 'M0 .5';
  let [penX, penY] = [0, 0];
  for (const [y, row] of rows.entries()) {
    for (let x = row.indexOf(true); x !== -1; x = row.indexOf(true, penX)) {
      const white = row.indexOf(false, x);
      const end = white === -1 ? row.length : white;
      path += `m${x - penX} ${y - penY}h${end - x}`;
      [penX, penY] = [end, y];
    }
  }
  return path;
}
