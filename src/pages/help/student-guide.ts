import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchoolClass } from '../../access/classes.ts';
import { readerIn } from '../../access/owner-titles.ts';
import type { Language } from '../../language/languages.ts';

const DOCS_FOLDER = join(import.meta.dirname, '../../../docs');

/** The model that the document's examples name. */
const DOCUMENT_MODEL = 'gpt-3.5-turbo';
/** Where the document says the address of the server. */
const DOCUMENT_ADDRESSES: Readonly<Record<Language, string>> = { en: 'http://ADDRESS', ko: 'http://주소' };

const documents = new Map<Language, string>();

/** docs/students.en.md or .ko.md: the page and the document have one text. */
export function readStudentGuide(language: Language): string {
  const text = documents.get(language) ?? readFileSync(join(DOCS_FOLDER, `students.${language}.md`), 'utf8');
  documents.set(language, text);
  return text;
}

export interface GuideValues {
  readonly language: Language;
  /** Of this server, without a slash at the end. */
  readonly origin: string;
  readonly model: string;
  /** Whose student reads it; null: nobody's that is known. */
  readonly schoolClass: SchoolClass | null;
}

/** Puts the values of this server where the document has examples. */
export function fillGuide({ language, origin, model, schoolClass }: GuideValues) {
  const address = (text: string) => text.replaceAll(DOCUMENT_ADDRESSES[language], origin);
  const fillText = (text: string) =>
    withOwnerTitle(address(text).replaceAll(DOCUMENT_MODEL, model), language, schoolClass);
  // A string of Python or JavaScript: JSON's escapes mean the same there.
  const fillCode = (code: string) => address(code).replaceAll(`"${DOCUMENT_MODEL}"`, JSON.stringify(model));
  return { fillText, fillCode };
}

/** As the class's students call the owner, also at the beginning of a sentence. */
function withOwnerTitle(text: string, language: Language, schoolClass: SchoolClass | null): string {
  const { ownerTitle } = readerIn(language, schoolClass);
  const { ownerTitle: usual } = readerIn(language, null);
  return text.replaceAll(usual, ownerTitle).replaceAll(capitalized(usual), capitalized(ownerTitle));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
