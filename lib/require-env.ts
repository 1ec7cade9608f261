import { env } from './env'

/** For a program's first line: a wrong configuration ends it with one line and status 1, before it does anything. */
export function requireEnv(): void {
  try {
    env()
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
