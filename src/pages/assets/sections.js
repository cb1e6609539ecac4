// @ts-check

/** On a phone, the strip of sections is wider than the screen: scroll the current one to its middle, but not the page. */
function showSection() {
  const current = document.querySelector('.rail nav [aria-current]');
  const strip = current?.closest('nav');
  if (!current || !strip) return;
  const middleOf = (/** @type {Element} */ element) => {
    const { left, width } = element.getBoundingClientRect();
    return left + width / 2;
  };
  strip.scrollLeft += middleOf(current) - middleOf(strip);
}
showSection();
