import { copyBlock } from '../../components/copy-button.ts';
import { dataTable } from '../../components/data-table.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { MediaTypes, Operation, SchemaObject } from './api-document.ts';
import { commandOf, exampleOf } from './example-request.ts';
import { fieldsOf, type SchemaField, typeOf } from './schema-fields.ts';
import { API_REFERENCE } from './texts.ts';

const JSON_TYPE = 'application/json';

/** Routes by what they answer, as far as the page shows it already: a class is shown once, not five times. */
export type ShownAnswers = Map<string, Operation>;

/** One route: what it does, every field of what it takes and answers in a line each, and a command to copy. */
export function operationSection(view: OwnerView, operation: Operation, shown: ShownAnswers): Html {
  const t = API_REFERENCE[view.language];
  const { id, method, path, summary, description, security } = operation;
  const command = commandOf(exampleOf(operation), view.origin, view.shell);
  return html`<section class="section stack operation" id="${id}"><h2><code>${method} ${path}</code></h2>
<p lang="en">${summary}.${description === undefined ? null : html` ${description}`}</p>
${security?.length === 0 ? html`<p>${t.isPublic}</p>` : null}
${parameterTable(view, operation)}
${operation.requestBody === undefined ? null : content(view, t.body, operation.requestBody.content, t.required)}
${answers(view, operation, shown)}
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
function answers(view: OwnerView, operation: Operation, shown: ShownAnswers): Html[] {
  const t = API_REFERENCE[view.language];
  return Object.entries(operation.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { content: types = {} }]) => {
      const schema = types[JSON_TYPE]?.schema;
      const items = schema?.properties?.data?.items;
      const known = schema === undefined ? undefined : shown.get(keyOf(schema));
      const knownItem = items === undefined ? undefined : shown.get(keyOf(items));
      if (known !== undefined) return sameAnswer(t.answer(status), t.sameAs, known);
      if (schema !== undefined) shown.set(keyOf(schema), operation);
      if (knownItem === undefined) return content(view, t.answer(status), types, null);
      const list = { ...types, [JSON_TYPE]: { schema: withoutItemFields(schema ?? {}) } };
      return html`${content(view, t.answer(status), list, null)}${sameAnswer(null, t.sameItems, knownItem)}`;
    });
}

/** What only describes a schema makes it no other one. */
function keyOf({ description: _description, ...schema }: SchemaObject): string {
  return JSON.stringify(schema);
}

function withoutItemFields(schema: SchemaObject): SchemaObject {
  return { ...schema, properties: { ...schema.properties, data: { type: 'array', items: { type: 'object' } } } };
}

function sameAnswer(heading: string | null, text: string, { id, method, path }: Operation): Html {
  const link = html`<a href="#${id}"><code>${method} ${path}</code></a>`;
  return html`${heading === null ? null : html`<h3>${heading}</h3>`}<p>${text} ${link}</p>`;
}

/** @param required how to mark what must be there; null: mark what may be absent */
function content(view: OwnerView, heading: string, types: MediaTypes, required: string | null): Html {
  const t = API_REFERENCE[view.language];
  const names = Object.keys(types);
  const schema = types[JSON_TYPE]?.schema ?? Object.values(types)[0]?.schema;
  const isPlain = names.length === 1 && names[0] === JSON_TYPE;
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
