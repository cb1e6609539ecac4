// @ts-check

/** How long a button says that it copied. */
const CONFIRMATION_MS = 2000;

/** Copy buttons need scripts, so the script shows them; also in parts that are loaded later. */
function showButtons() {
  for (const button of document.querySelectorAll('button.copy[hidden]')) button.removeAttribute('hidden');
}

/** @param {HTMLElement} code */
function select(code) {
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** @param {HTMLElement} code @returns {Promise<boolean>} */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    return true;
  } catch {
    // Over plain http there is no clipboard API: select the text, and use the deprecated command.
    select(code);
    return document.execCommand('copy');
  }
}

/** @param {HTMLElement} button */
function showCopied(button) {
  const text = button.textContent;
  const { copied } = button.dataset;
  if (copied === undefined || text === copied) return;
  button.textContent = copied;
  setTimeout(() => {
    button.textContent = text;
  }, CONFIRMATION_MS);
}

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('button.copy') : null;
  const code = button?.parentElement?.querySelector('code');
  if (button instanceof HTMLElement && code instanceof HTMLElement && (await copy(code))) showCopied(button);
});
document.addEventListener('jigap:new-part', showButtons);
showButtons();
