/** What runs beside the calls from the start of the server to its stop. Neither method throws. */
export interface BackgroundJob {
  start(): void;
  stop(): void;
}
