/** Why a roster, or one line of it, is refused. */
export type RosterProblem =
  // The whole text.
  | { readonly code: 'roster_encoding' }
  | { readonly code: 'roster_empty' }
  | { readonly code: 'roster_too_long'; readonly max: number }
  | { readonly code: 'roster_no_name' }
  | { readonly code: 'roster_column_twice'; readonly column: 'name' | 'studentNumber' | 'email' | 'note' }
  | { readonly code: 'roster_quote_open'; readonly line: number }
  // One line.
  | { readonly code: 'roster_header_inside' }
  | { readonly code: 'roster_extra_cells' }
  | { readonly code: 'roster_formula' }
  | { readonly code: 'name_is_number' }
  /** line: the first with the same student number. */
  | { readonly code: 'number_repeated'; readonly line: number }
  /** The e-mail address is that of a student with another number. */
  | { readonly code: 'email_of_other'; readonly name: string }
  /** Which of several students of one name the line means. */
  | { readonly code: 'twins_unclear' }
  // What is not applied.
  | { readonly code: 'roster_problems'; readonly lines: readonly number[] }
  | { readonly code: 'roster_twins'; readonly lines: readonly number[] }
  /** Students changed after the preview. */
  | { readonly code: 'roster_outdated' };
