import { attribute, type Html, html, NOTHING, type Part } from '../web/html.ts';

interface Labelled {
  readonly name: string;
  readonly label: string;
  /** Under the field: what is expected. */
  readonly hint?: string | undefined;
  /** What is wrong with it; read out with the field. */
  readonly error?: string | undefined;
}

export interface TextField extends Labelled {
  readonly value?: string | undefined;
  readonly type?: 'text' | 'password' | 'email' | 'date' | 'search' | 'number';
  readonly isRequired?: boolean;
  /** 'off', 'current-password' and the like. */
  readonly autocomplete?: string;
  readonly inputmode?: 'decimal' | 'numeric';
  /** Stands after the input, such as "USD". */
  readonly unit?: string;
  readonly maxLength?: number;
  readonly placeholder?: string;
}

export function textField(field: TextField): Html {
  const { name, type = 'text', value, unit, isRequired = false, autocomplete = 'off' } = field;
  return wrapped(
    field,
    html`<span class="input"><input id="field-${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" ${[
      attribute('value', value ?? null),
      attribute('required', isRequired),
      attribute('inputmode', field.inputmode),
      attribute('maxlength', field.maxLength),
      attribute('placeholder', field.placeholder),
      ...described(field),
    ]}>${unit === undefined ? null : html`<span class="unit">${unit}</span>`}</span>`,
  );
}

export interface TextArea extends Labelled {
  readonly value?: string | undefined;
  readonly rows?: number;
  readonly maxLength?: number;
}

export function textArea(field: TextArea): Html {
  const { name, value = '', rows = 4, maxLength } = field;
  // A newline right after the tag is not part of the value: one of ours keeps one of the value.
  return wrapped(
    field,
    html`<textarea id="field-${name}" name="${name}" rows="${rows}" ${[attribute('maxlength', maxLength), ...described(field)]}>
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
  const { name, choices, value: chosen } = field;
  const options = choices.map(
    ({ value, text }) =>
      // Without a value, the text is it: a list of all time zones is half as long.
      html`<option ${[attribute('value', value === text ? null : value), attribute('selected', value === chosen)]}>${text}</option>`,
  );
  return wrapped(field, html`<select id="field-${name}" name="${name}" ${described(field)}>${options}</select>`);
}

/** Its value arrives as "yes" when it is ticked, and not at all otherwise. */
export function checkbox(name: string, label: Part, isOn = false, value = 'yes'): Html {
  return html`<label class="check"><input type="checkbox" name="${name}" value="${value}" ${attribute('checked', isOn)}><span>${label}</span></label>`;
}

export function submit(text: string, look: 'primary' | 'plain' | 'danger' = 'primary'): Html {
  return html`<button class="button ${look}">${text}</button>`;
}

function wrapped({ name, label, hint, error }: Labelled, input: Html): Html {
  return html`<div class="field${error === undefined ? '' : ' is-wrong'}"><label for="field-${name}">${label}</label>${input}${
    error === undefined ? NOTHING : html`<p class="error" id="error-${name}">${error}</p>`
  }${hint === undefined ? NOTHING : html`<p class="hint" id="hint-${name}">${hint}</p>`}</div>`;
}

function described({ name, hint, error }: Labelled) {
  const by = [...(error === undefined ? [] : [`error-${name}`]), ...(hint === undefined ? [] : [`hint-${name}`])];
  return [
    attribute('aria-describedby', by.length === 0 ? null : by.join(' ')),
    attribute('aria-invalid', error === undefined ? null : 'true'),
  ];
}
