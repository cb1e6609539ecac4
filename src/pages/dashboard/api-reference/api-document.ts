/** The parts of an OpenAPI 3.1 document that the reference shows: what @fastify/swagger writes, without $ref. */
export interface ApiDocument {
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
}

export interface OperationObject {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly content: MediaTypes };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: MediaTypes }>>;
  /** []: everybody may call it. Absent: it takes the owner token. */
  readonly security?: readonly unknown[];
}

export interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: SchemaObject;
}

export type MediaTypes = Readonly<Record<string, { readonly schema: SchemaObject }>>;

export interface SchemaObject {
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly SchemaObject[];
  readonly properties?: Readonly<Record<string, SchemaObject>>;
  readonly required?: readonly string[];
  readonly items?: SchemaObject;
  readonly additionalProperties?: boolean | SchemaObject;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
}

/** A route of the API. */
export interface Operation extends OperationObject {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  /** Of its heading on the page. */
  readonly id: string;
}

/** The routes of one tag; the reference has a page for each. */
export interface OperationGroup {
  readonly name: string;
  /** In addresses: "owner-token". */
  readonly slug: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

/** In the order of the document's tags; a tag without routes is left out. */
export function groupsOf({ paths, tags }: ApiDocument): OperationGroup[] {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const id = `${method}${path.replace(/^\/api/, '').replaceAll(/[^a-z-]+/g, '-')}`.replace(/-$/, '');
      return { ...operation, method: method.toUpperCase(), path, id };
    }),
  );
  return tags
    .map(({ name, description }) => ({
      ...{ name, description, slug: name.replaceAll(' ', '-') },
      operations: operations.filter((operation) => operation.tags.includes(name)),
    }))
    .filter((group) => group.operations.length > 0);
}
