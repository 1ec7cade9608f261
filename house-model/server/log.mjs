import { writeSync } from 'node:fs'

/** Writes one JSON line to stdout. Prompts and answers are never passed here. A full disk under the log loses lines, not the server. */
export function log(level, event, fields = {}) {
  const line = `${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`
  try {
    writeSync(1, line)
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(error.code)) process.stdout.write(line)
  }
}
