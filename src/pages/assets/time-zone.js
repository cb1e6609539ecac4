// @ts-check

/** Tells the server the time zone of this browser with the form that has a field for it. */
for (const field of document.querySelectorAll('input[data-browser-time-zone]')) {
  if (field instanceof HTMLInputElement) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
