export type EmbeddedPostgres = {
  /** Starts the server when it does not run; resolves to the URL of `database` (which need not exist yet). */
  start(database?: string): Promise<string>
  isRunning(): boolean
  stop(): Promise<void>
}

/** The embedded server whose data lives in `.data/<name>`; `durable: false` is for tests only. */
export function postgres(name?: string, options?: { durable?: boolean; startMs?: number }): EmbeddedPostgres
