import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The `name=value` lines that the seed left for the operator, or null when there are none. */
export function firstRun(path) {
  if (!existsSync(path)) return null
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line.includes('='))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/** What to print once everything runs: where it is, how to sign in (only the first time), a request to paste. */
export function welcome({ origin, file, isFirst }) {
  const made = firstRun(file)
  const accounts = made === null ? [] : isFirst ? accountLines(made) : [`  Sign-in details  ${relativeTo(file)}`]
  // The key itself is shown once; later the shell reads it from the file.
  const key = isFirst ? made?.demo_api_key : `$(sed -n s/^demo_api_key=//p ${relativeTo(file)})`
  return [
    '',
    `Matrix Platform runs at ${origin}`,
    '',
    ...accounts,
    ...(accounts.length > 0 ? [''] : []),
    '  Try it:',
    `  curl ${origin}/api/v1/chat/completions \\`,
    `    -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' \\`,
    `    -d '{"model":"nicholas-core","messages":[{"role":"user","content":"Hello"}]}'`,
    '',
    '  Ctrl-C stops it.',
    '',
  ].join('\n')
}

/** A password that the operator chose (ADMIN_PASSWORD) is not in the file. */
function accountLines(made) {
  return [
    ...(made.staff_email ? [`  Staff   ${made.staff_email}   ${made.staff_password ?? 'your ADMIN_PASSWORD'}`] : []),
    ...(made.demo_email ? [`  Client  ${made.demo_email}   ${made.demo_password ?? ''}`] : []),
    '  Kept in .data/first-run.txt; shown this once.',
  ]
}

function relativeTo(file) {
  return join('.data', file.split('/').pop())
}
