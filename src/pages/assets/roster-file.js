// @ts-check

/**
 * Fills a text area with a chosen file: UTF-16 by its byte order mark, UTF-8 where it is valid, else CP949 (which browsers
 * call euc-kr). Nothing is sent before the form is.
 */
for (const part of document.querySelectorAll('[data-fills]')) {
  const area = document.getElementById(part.getAttribute('data-fills') ?? '');
  const input = part.querySelector('input');
  const error = part.querySelector('p');
  if (!(area instanceof HTMLTextAreaElement) || input === null || error === null) continue;
  part.removeAttribute('hidden');
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    const text = decode(new Uint8Array(await file.arrayBuffer()));
    error.hidden = text !== null;
    error.textContent = text === null ? part.getAttribute('data-unreadable') : '';
    if (text !== null) area.value = text;
  });
}

/** @param {Uint8Array} bytes @returns {string | null} */
function decode(bytes) {
  const encodings = bytes[0] === 0xff && bytes[1] === 0xfe ? ['utf-16le'] : ['utf-8', 'euc-kr'];
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return text;
    } catch {
      // Not this encoding.
    }
  }
  return null;
}
