// @ts-check

/** Buttons that print the page need scripts, so the script shows them. */
for (const button of document.querySelectorAll('button[data-print]')) {
  button.removeAttribute('hidden');
  button.addEventListener('click', () => window.print());
}
