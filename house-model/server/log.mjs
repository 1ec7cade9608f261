/** Writes one JSON line to stdout. Prompts and answers are never passed here. */
export function log(level, event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`)
}
