import { copyBlock } from '../../components/copy-button.ts';
import { dataTable } from '../../components/data-table.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { MediaTypes, Operation } from './api-document.ts';
import { commandOf, exampleOf } from './example-request.ts';
import { fieldsOf, type SchemaField, typeOf } from './schema-fields.ts';
import { API_REFERENCE } from './texts.ts';

/** One route: what it does, every field of what it takes and answers in a line each, and a command to copy. */
export function operationSection(view: OwnerView, operation: Operation): Html {
  const t = API_REFERENCE[view.language];
  const { id, method, path, summary, description, security } = operation;
  const command = commandOf(exampleOf(operation), view.origin, view.shell);
  return html`<section class="section stack operation" id="${id}"><h2><code>${method} ${path}</code></h2>
<p lang="en">${summary}.${description === undefined ? null : html` ${description}`}</p>
${security?.length === 0 ? html`<p>${t.isPublic}</p>` : null}
${parameterTable(view, operation)}
${operation.requestBody === undefined ? null : content(view, t.body, operation.requestBody.content, t.required)}
${answers(view, operation)}
<h3>${t.example}</h3>${copyBlock(view, command, t.exampleOf(summary))}</section>`;
}

function parameterTable(view: OwnerView, { parameters = [] }: Operation): Html | null {
  if (parameters.length === 0) return null;
  const t = API_REFERENCE[view.language];
  const fields = parameters.map(({ name, required, description, schema, in: place }) => ({
    ...{ path: name, isRequired: required, description: description ?? schema.description ?? null },
    type: place === 'path' ? `${typeOf(schema)}, ${t.inPath}` : typeOf(schema),
  }));
  return html`<h3>${t.parameters}</h3>${fieldTable(view, t.parameters, fields, t.required)}`;
}

/** Errors have one shape everywhere: the first page of the reference shows it. */
function answers(view: OwnerView, { responses }: Operation): Html[] {
  const t = API_REFERENCE[view.language];
  return Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, response]) => content(view, t.answer(status), response.content ?? {}, null));
}

/** @param required how to mark what must be there; null: mark what may be absent */
function content(view: OwnerView, heading: string, types: MediaTypes, required: string | null): Html {
  const t = API_REFERENCE[view.language];
  const names = Object.keys(types);
  const schema = types['application/json']?.schema ?? Object.values(types)[0]?.schema;
  const isPlain = names.length === 1 && names[0] === 'application/json';
  const kinds = names.length === 0 || isPlain ? null : html`<p>${t.kinds(names.join(', '))}</p>`;
  const fields = schema === undefined ? [] : fieldsOf(schema);
  const isEmpty = schema === undefined || schema.type === 'null' || (schema.type === 'object' && fields.length === 0);
  return html`<h3>${heading}</h3>${kinds}${
    schema?.description === undefined ? null : html`<p lang="en">${schema.description}</p>`
  }${isEmpty && schema?.description === undefined ? html`<p>${t.noBody}</p>` : null}${
    fields.length === 0 ? null : fieldTable(view, heading, fields, required)
  }`;
}

function fieldTable(
  { language }: OwnerView,
  caption: string,
  rows: readonly SchemaField[],
  required: string | null,
): Html {
  const t = API_REFERENCE[language];
  const optional = required === null ? t.mayBeAbsent : null;
  const typeCell = ({ type, isRequired }: SchemaField) => {
    const mark = isRequired ? required : optional;
    return html`<span class="cell-text"><span lang="en">${type}</span>${mark === null ? null : html`, <strong>${mark}</strong>`}</span>`;
  };
  return dataTable<SchemaField>({
    ...{ caption, isCaptionHidden: true, rows },
    columns: [
      { head: t.field, isName: true, cell: ({ path }) => html`<code>${path}</code>` },
      { head: t.type, cell: typeCell },
      {
        head: t.meaning,
        cell: ({ description }) => html`<span class="cell-text" lang="en">${description ?? ''}</span>`,
      },
    ],
  });
}
