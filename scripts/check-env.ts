// Checks the whole configuration before anything is started: one line that names what is wrong, exit status 1.
import { env } from '@/lib/env'

try {
  env()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
