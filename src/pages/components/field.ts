import { attribute, type Html, html, NOTHING, type Part } from '../web/html.ts';

interface Labelled {
  readonly name: string;
  /** Where several fields of a page have the name. */
  readonly id?: string;
  readonly label: string;
  /** Under the field: what to enter. */
  readonly hint?: string | undefined;
  /** What is wrong with the value; screen readers say it with the field. */
  readonly error?: string | undefined;
}

export interface TextField extends Labelled {
  readonly value?: string | undefined;
  readonly type?: 'text' | 'password' | 'email' | 'date' | 'search' | 'number' | 'time';
  readonly isRequired?: boolean;
  /** 'off', 'current-password' and the like. */
  readonly autocomplete?: string;
  readonly inputmode?: 'decimal' | 'numeric';
  /** After the input, such as "USD". */
  readonly unit?: string;
  readonly maxLength?: number;
  readonly placeholder?: string;
  /** What a browser offers to choose from; anything else may be typed. */
  readonly suggestions?: readonly string[];
}

export function textField(field: TextField): Html {
  const { name, id = name, type = 'text', value, unit, isRequired = false, autocomplete = 'off' } = field;
  return withLabel(
    field,
    html`<span class="input"><input id="field-${id}" name="${name}" type="${type}" autocomplete="${autocomplete}" ${[
      attribute('value', value ?? null),
      attribute('required', isRequired),
      attribute('inputmode', field.inputmode),
      attribute('maxlength', field.maxLength),
      attribute('placeholder', field.placeholder),
      attribute('list', field.suggestions === undefined ? null : `list-${name}`),
      ...ariaAttributes(field),
    ]}>${unit === undefined ? null : html`<span class="unit">${unit}</span>`}${suggestionList(field)}</span>`,
  );
}

function suggestionList({ name, suggestions }: TextField): Html {
  if (suggestions === undefined) return NOTHING;
  // Without closing tags and value attributes: half as long.
  return html`<datalist id="list-${name}">${[...new Set(suggestions)].map((each) => html`<option>${each}`)}</datalist>`;
}

export interface TextArea extends Labelled {
  readonly value?: string | undefined;
  readonly rows?: number;
  readonly maxLength?: number;
}

export function textArea(field: TextArea): Html {
  const { name, value = '', rows = 4, maxLength } = field;
  // Browsers drop a newline right after the tag: with one of ours there, a newline of the value stays.
  return withLabel(
    field,
    html`<textarea id="field-${name}" name="${name}" rows="${rows}" ${[attribute('maxlength', maxLength), ...ariaAttributes(field)]}>
${value}</textarea>`,
  );
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface SelectField extends Labelled {
  readonly value?: string | undefined;
  readonly choices: readonly Choice[];
}

export function selectField(field: SelectField): Html {
  const { name, id = name, choices, value: selected } = field;
  const options = choices.map(
    ({ value, text }) =>
      // Without a value attribute, the text is the value: a list of all time zones is half as long.
      html`<option ${[attribute('value', value === text ? null : value), attribute('selected', value === selected)]}>${text}</option>`,
  );
  return withLabel(field, html`<select id="field-${id}" name="${name}" ${ariaAttributes(field)}>${options}</select>`);
}

/** A form sends "yes" for a ticked box, and no field for another. */
export function checkbox(name: string, label: Part, isTicked = false, value = 'yes'): Html {
  return html`<label class="check"><input type="checkbox" name="${name}" value="${value}" ${attribute('checked', isTicked)}><span>${label}</span></label>`;
}

/** One of several choices. */
export function radio(
  name: string,
  label: Part,
  { value, isOn }: { readonly value: string; readonly isOn: boolean },
): Html {
  return html`<label class="check"><input type="radio" name="${name}" value="${value}" ${attribute('checked', isOn)}><span>${label}</span></label>`;
}

export function submit(text: string, look: 'primary' | 'plain' | 'danger' = 'primary'): Html {
  return html`<button class="button ${look}">${text}</button>`;
}

function withLabel({ name, id = name, label, hint, error }: Labelled, input: Html): Html {
  return html`<div class="field${error === undefined ? '' : ' is-wrong'}"><label for="field-${id}">${label}</label>${input}${
    error === undefined ? NOTHING : html`<p class="error" id="error-${id}">${error}</p>`
  }${hint === undefined ? NOTHING : html`<p class="hint" id="hint-${id}">${hint}</p>`}</div>`;
}

function ariaAttributes({ name, id = name, hint, error }: Labelled) {
  const ids = [...(error === undefined ? [] : [`error-${id}`]), ...(hint === undefined ? [] : [`hint-${id}`])];
  return [
    attribute('aria-describedby', ids.length === 0 ? null : ids.join(' ')),
    attribute('aria-invalid', error === undefined ? null : 'true'),
  ];
}
