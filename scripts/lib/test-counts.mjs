// Counts from the reports of the three test runners, each as `{ passed, failed, skipped }`, with the names of what failed
// in `failures` and of what passed only when tried again in `flaky`, where there are any.

/** For vitest in a whole run, as the browser's tests have it: what fails is tried once more, and told as flaky if it passes then. */
export const tryAgain = '--retry=1'

export const noTests = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(a, b) {
  const both = (name) => [...(a[name] ?? []), ...(b[name] ?? [])]
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped, ...withNames(both('failures'), both('flaky')) }
}

const withNames = (failures, flaky) => ({ ...(failures.length > 0 && { failures }), ...(flaky.length > 0 && { flaky }) })

/** Vitest's JSON report. A file that could not even be loaded has no tests and counts as one failure. */
export function vitestCounts({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const unloadable = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'))
  const failures = [
    ...unloadable.map(({ name }) => `${name} (could not be loaded)`),
    ...testResults.flatMap(({ assertionResults }) => assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)),
  ]
  // What went wrong at an earlier try stays in the report of a test that passed at a later one.
  const flaky = testResults.flatMap(({ assertionResults }) => assertionResults.filter((test) => test.status === 'passed' && test.failureMessages?.length > 0).map((test) => test.fullName))
  const skipped = numPendingTests + (numTodoTests ?? 0)
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length, skipped, ...withNames(failures, flaky) }
}

/** The closing lines of `node --test` (TAP or spec): `# pass 12` or `ℹ pass 12`. */
export function nodeTestCounts(output) {
  const number = (word) => Number(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  return { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') + number('todo') }
}

/** Playwright's JSON report; a test that passed at a retry passed. Errors outside any test count as one failure each. */
export function playwrightCounts({ stats, errors, suites }) {
  const titles = (status) => (suites ?? []).flatMap((suite) => titlesIn(suite, status))
  const failures = [...(errors ?? []).map(({ message }) => String(message).split('\n')[0]), ...titles('unexpected')]
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + (errors?.length ?? 0), skipped: stats.skipped, ...withNames(failures, titles('flaky')) }
}

/** The titles of a suite's tests, nested ones too, that ended as `status`. */
function titlesIn({ specs = [], suites = [] }, status) {
  const own = specs.filter((spec) => spec.tests.some((test) => test.status === status)).map((spec) => `${spec.file}: ${spec.title}`)
  return [...own, ...suites.flatMap((suite) => titlesIn(suite, status))]
}

/** The one closing line: `12 passed, 0 failed`, with `, 1 skipped` when there are any. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
