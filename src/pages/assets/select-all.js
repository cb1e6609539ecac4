// @ts-check

/** Ticks all boxes of a list with the one for all of them, and says how many are ticked. */
for (const box of document.querySelectorAll('form.bulk .bulk-box')) {
  const form = box.closest('form');
  const output = box.querySelector('output');
  const [page, everyone] = ['page', 'everyone'].map((name) => inputs(form, name)[0]);
  const rows = inputs(form, 'student');
  const all = box.querySelector('.bulk-all');
  const total = Number(all instanceof HTMLElement ? all.dataset.total : rows.length);

  const count = () => {
    const isEveryone = everyone?.checked === true;
    const ticked = rows.filter((row) => row.checked).length;
    const selected = isEveryone ? total : ticked;
    if (output !== null)
      output.textContent = selected === 0 ? '' : (output.dataset.counted ?? '').replace('{n}', String(selected));
  };
  const tickAll = (/** @type {boolean} */ isTicked) => {
    for (const row of rows) row.checked = isTicked;
  };
  form?.addEventListener('change', ({ target }) => {
    if (target === page) tickAll(page?.checked === true);
    if (target === everyone) {
      tickAll(everyone?.checked === true);
      if (page !== undefined) page.checked = false;
    }
    if (target instanceof HTMLInputElement && rows.includes(target) && !target.checked) {
      if (page !== undefined) page.checked = false;
      if (everyone !== undefined) everyone.checked = false;
    }
    count();
  });
  // A browser that goes back fills the form as it was left.
  window.addEventListener('pageshow', count);
  count();
}

/** @param {HTMLFormElement | null} form @param {string} name @returns {HTMLInputElement[]} */
function inputs(form, name) {
  return [...(form?.querySelectorAll(`input[type="checkbox"][name="${name}"]`) ?? [])].filter(
    (input) => input instanceof HTMLInputElement,
  );
}
