import { describe, expect, test } from 'vitest'
import { addCounts, closingLine, nodeTestCounts, noTests, playwrightCounts, vitestCounts } from './test-counts.mjs'

describe('the closing line', () => {
  test('names what was skipped only when something was', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped')
  })

  test('sums over the runners, with the names of what failed', () => {
    expect(addCounts({ ...noTests, failures: ['a'] }, { ...noTests, failures: ['b'], flaky: ['c'] })).toMatchObject({ failures: ['a', 'b'], flaky: ['c'] })
    expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({ passed: 11, failed: 22, skipped: 33 })
  })
})

describe('counts', () => {
  test('a test file that cannot be loaded is a failure, not silence', () => {
    const report = {
      numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1,
      testResults: [
        { status: 'failed', name: 'broken.test.ts', assertionResults: [] },
        { status: 'failed', name: 'wrong.test.ts', assertionResults: [{ status: 'failed', fullName: 'sums are right' }] },
        { status: 'passed', assertionResults: [{ status: 'passed', failureMessages: [] }, { status: 'passed', fullName: 'is late', failureMessages: ['expected 1 to be 2'] }] },
      ],
    }
    expect(vitestCounts(report)).toEqual({ passed: 4, failed: 2, skipped: 3, failures: ['broken.test.ts (could not be loaded)', 'sums are right'], flaky: ['is late'] })
  })

  test.each([['# '], ['ℹ ']])("node's summary is read behind %j", (mark) => {
    const output = ['tests 9', 'pass 6', 'fail 1', 'cancelled 1', 'skipped 1', 'todo 0'].map((line) => mark + line).join('\n')
    expect(nodeTestCounts(output)).toEqual({ passed: 6, failed: 2, skipped: 1 })
  })

  test("an error outside any of playwright's tests is a failure", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
    const wrong = { file: 'pay.spec.ts', title: 'pays once', tests: [{ status: 'unexpected' }] }
    const right = { file: 'pay.spec.ts', title: 'pays', tests: [{ status: 'flaky' }] }
    const counts = playwrightCounts({ stats, errors: [{ message: 'the set-up failed\n  at line 1' }], suites: [{ specs: [right], suites: [{ specs: [wrong] }] }] })
    expect(counts).toEqual({ passed: 6, failed: 2, skipped: 2, failures: ['the set-up failed', 'pay.spec.ts: pays once'], flaky: ['pay.spec.ts: pays'] })
  })
})
