/** What the shell sees; `jigap help` documents the same list. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  notSignedIn: 4,
  unreachable: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Another program has said what is wrong; only its exit code is left to pass on. */
export class ProgramEnded extends Error {
  override readonly name = 'ProgramEnded';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`the program ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** A failure that the person at the terminal can act on: the message says what to do. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** The HTTP status, where the server answered. */
  readonly status: number | null;

  constructor(exitCode: ExitCode, message: string, status: number | null = null) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.status = status;
  }
}
