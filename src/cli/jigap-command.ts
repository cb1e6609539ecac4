import { Command, type ErrorOptions, type Option } from 'commander';
import type { Language } from '../language/languages.ts';
import { LIBRARY_TEXTS, translateLibraryError } from './library-texts.ts';
import { textWidth } from './output.ts';

/** A command whose help and errors follow the language of the terminal, also where they are the library's own. */
export class JigapCommand extends Command {
  readonly #language: Language;

  constructor(name: string | undefined, language: Language) {
    super(name);
    this.#language = language;
    const t = LIBRARY_TEXTS[language];
    this.helpOption('-h, --help', t.help).configureHelp({
      showGlobalOptions: true,
      // The library counts Hangul as one column wide.
      displayWidth: textWidth,
      styleTitle: (title) => t.titles[title] ?? title,
      optionDescription: (option) => this.#describe(option),
    });
  }

  override createCommand(name?: string): JigapCommand {
    return new JigapCommand(name, this.#language);
  }

  override error(message: string, options?: ErrorOptions): never {
    return super.error(translateLibraryError(message, this.#language), options);
  }

  #describe({ argChoices, defaultValue, description }: Option): string {
    const t = LIBRARY_TEXTS[this.#language];
    const facts = [
      ...(argChoices === undefined ? [] : [t.choices(argChoices.join(', '))]),
      ...(defaultValue === undefined ? [] : [t.fallback(String(defaultValue))]),
    ];
    return facts.length === 0 ? description : `${description} (${facts.join(', ')})`;
  }
}
