import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { copyBlock } from '../components/copy-button.ts';
import { dataTable } from '../components/data-table.ts';
import { type Html, html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';

/** How the texts of a document are shown. */
export interface MarkdownOptions {
  /** What screen readers call a block of code. */
  readonly codeLabel: string;
  /** Texts and inline code with the values of this server; the result is text as before, never Markdown. */
  readonly fillText: (text: string) => string;
  readonly fillCode: (code: string) => string;
}

/** A document as a page shows it. */
export interface MarkdownPage {
  readonly title: string;
  /** Everything below the title. */
  readonly body: Html;
}

/**
 * Markdown of our own documents through our own templates: marked only parses it, so no text of it becomes HTML by
 * itself. @throws Error for what no document of ours needs, such as raw HTML and pictures
 */
export function renderMarkdown(view: ViewContext, text: string, options: MarkdownOptions): MarkdownPage {
  const [first, ...rest] = tokensOf(text);
  if (first?.type !== 'heading' || first.depth !== 1) throw new Error('a document begins with its title');
  const sections = sectionsOf(rest).map((section) => sectionHtml(view, section, options));
  return { title: options.fillText(first.text), body: html`${sections}` };
}

/** The two documents for students do not change while the server runs, and parsing takes longer than showing them. */
const parsed = new Map<string, readonly MarkedToken[]>();

function tokensOf(text: string): readonly MarkedToken[] {
  const tokens = parsed.get(text) ?? (lexer(text) as MarkedToken[]).filter(({ type }) => type !== 'space');
  parsed.set(text, tokens);
  return tokens;
}

/** A heading begins a section; what stands before the first one is a section without a heading. */
function sectionsOf(tokens: readonly MarkedToken[]): MarkedToken[][] {
  const sections: MarkedToken[][] = [[]];
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === 2) sections.push([]);
    sections.at(-1)?.push(token);
  }
  return sections.filter((section) => section.length > 0);
}

function sectionHtml(view: ViewContext, tokens: readonly MarkedToken[], options: MarkdownOptions): Html {
  return html`<section class="section stack">${tokens.map((token) => blockHtml(view, token, options))}</section>\n`;
}

function blockHtml(view: ViewContext, token: MarkedToken, options: MarkdownOptions): Html {
  const { codeLabel, fillText, fillCode } = options;
  switch (token.type) {
    case 'heading':
      return token.depth === 2
        ? html`<h2>${inline(token.tokens, fillText)}</h2>`
        : html`<h3>${inline(token.tokens, fillText)}</h3>`;
    case 'paragraph':
      return html`<p>${inline(token.tokens, fillText)}</p>`;
    case 'code':
      return copyBlock(view, `${fillCode(token.text)}\n`, codeLabel);
    case 'table':
      return tableHtml(token, fillText);
    case 'list':
      return listHtml(token, fillText);
    default:
      throw unknown(token);
  }
}

type Fill = (text: string) => string;

function listHtml({ ordered, items }: Tokens.List, fill: Fill): Html {
  const entries = items.map(({ tokens }) => html`<li>${inline(tokens, fill)}</li>`);
  return ordered ? html`<ol>${entries}</ol>` : html`<ul>${entries}</ul>`;
}

function tableHtml({ header, rows }: Tokens.Table, fill: Fill): Html {
  const columns = header.map((cell, index) => ({
    head: cell.text,
    isName: index === 0,
    cell: (row: readonly Tokens.TableCell[]) =>
      html`<span class="cell-text">${inline(row[index]?.tokens ?? [], fill)}</span>`,
  }));
  return dataTable({ caption: header.map(({ text }) => text).join(', '), isCaptionHidden: true, columns, rows });
}

/** marked escapes nothing in `text`: our templates do. */
function inline(tokens: readonly Token[], fill: Fill): Part[] {
  return (tokens as MarkedToken[]).map((token) => {
    switch (token.type) {
      case 'text':
        return token.tokens === undefined ? fill(token.text) : inline(token.tokens, fill);
      case 'escape':
        return token.text;
      case 'codespan':
        return html`<code>${fill(token.text)}</code>`;
      case 'strong':
        return html`<strong>${inline(token.tokens, fill)}</strong>`;
      case 'em':
        return html`<em>${inline(token.tokens, fill)}</em>`;
      case 'link':
        return html`<a href="${token.href}">${inline(token.tokens, fill)}</a>`;
      default:
        throw unknown(token);
    }
  });
}

function unknown({ type, raw }: MarkedToken): Error {
  return new Error(`this part of a document is not understood (${type}): ${raw}`);
}
