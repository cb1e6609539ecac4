// @ts-check

/** On a phone, the strip of sections is wider than the screen: the current one comes to its middle, the page stays. */
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
