import { csrfField } from './csrf.ts';
import { attribute, type Html, html } from './html.ts';
import type { ViewContext } from './view-context.ts';
import { addWayBack } from './way-back.ts';

/** The fields of a form that was sent. */
export class Form {
  readonly #fields: URLSearchParams;

  /** @param body as the parser of pages.ts left it; null for a form without a field */
  constructor(body: unknown) {
    const { fields } = (body ?? {}) as { readonly fields?: unknown };
    this.#fields = fields instanceof URLSearchParams ? fields : new URLSearchParams();
  }

  /** Trimmed; '' when the field is missing or empty. Of a repeated field, the first. */
  text(name: string): string {
    return this.#fields.get(name)?.trim() ?? '';
  }

  /** Every value of a repeated field, such as of checkboxes, as sent. */
  all(name: string): readonly string[] {
    return this.#fields.getAll(name);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }
}

/** A form with its CSRF token. Its page leads back to the same list. @param action a path of the pages */
export function postForm(view: ViewContext, action: string, content: Html, className?: string): Html {
  return html`<form method="post" action="${addWayBack(action, view.back)}" ${attribute('class', className)}>${csrfField(view)}${content}</form>`;
}
