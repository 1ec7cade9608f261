// Counts from the reports of the three test runners, each as `{ passed, failed, skipped }`, with the names of what failed
// in `failures` where there are any.

export const noTests = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(a, b) {
  const failures = [...(a.failures ?? []), ...(b.failures ?? [])]
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped, ...withFailures(failures) }
}

const withFailures = (failures) => (failures.length > 0 ? { failures } : {})

/** Vitest's JSON report. A file that could not even be loaded has no tests and counts as one failure. */
export function vitestCounts({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const unloadable = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'))
  const failures = [
    ...unloadable.map(({ name }) => `${name} (could not be loaded)`),
    ...testResults.flatMap(({ assertionResults }) => assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)),
  ]
  const skipped = numPendingTests + (numTodoTests ?? 0)
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length, skipped, ...withFailures(failures) }
}

/** The closing lines of `node --test` (TAP or spec): `# pass 12` or `ℹ pass 12`. */
export function nodeTestCounts(output) {
  const number = (word) => Number(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  return { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') + number('todo') }
}

/** Playwright's JSON report; a test that passed at a retry passed. Errors outside any test count as one failure each. */
export function playwrightCounts({ stats, errors, suites }) {
  const failures = [...(errors ?? []).map(({ message }) => String(message).split('\n')[0]), ...(suites ?? []).flatMap(unexpectedIn)]
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + (errors?.length ?? 0), skipped: stats.skipped, ...withFailures(failures) }
}

/** The titles of a suite's tests, nested ones too, that ended otherwise than they should. */
function unexpectedIn({ specs = [], suites = [] }) {
  const own = specs.filter((spec) => spec.tests.some((test) => test.status === 'unexpected')).map((spec) => `${spec.file}: ${spec.title}`)
  return [...own, ...suites.flatMap(unexpectedIn)]
}

/** The one closing line: `12 passed, 0 failed`, with `, 1 skipped` when there are any. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
