/** Who made a change, for the audit: "owner", "system", "student 12", or "join code" for a person who joins a class. */
export interface Change {
  readonly actor: string;
  readonly now: number;
}
