// @ts-check

/**
 * Sends each form once. After a second click, the browser would drop the response to the first: what is shown only once,
 * such as a new API token, would be lost.
 */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (form.dataset.sent !== undefined) event.preventDefault();
  form.dataset.sent = '';
});

// A page that the browser restores from its cache may send its forms again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) form.removeAttribute('data-sent');
});
