import { describe, expect, test } from 'vitest'
import { addCounts, closingLine, nodeTestCounts, playwrightCounts, vitestCounts } from './test-counts.mjs'

describe('the closing line', () => {
  test('names what was skipped only when something was', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped')
  })

  test('sums over the runners', () => {
    expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({ passed: 11, failed: 22, skipped: 33 })
  })
})

describe('counts', () => {
  test('a test file that cannot be loaded is a failure, not silence', () => {
    const report = {
      numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    }
    expect(vitestCounts(report)).toEqual({ passed: 4, failed: 2, skipped: 3 })
  })

  test.each([['# '], ['ℹ ']])("node's summary is read behind %j", (mark) => {
    const output = ['tests 9', 'pass 6', 'fail 1', 'cancelled 1', 'skipped 1', 'todo 0'].map((line) => mark + line).join('\n')
    expect(nodeTestCounts(output)).toEqual({ passed: 6, failed: 2, skipped: 1 })
  })

  test("an error outside any of playwright's tests is a failure", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
    expect(playwrightCounts({ stats, errors: [{ message: 'the set-up failed' }] })).toEqual({ passed: 6, failed: 2, skipped: 2 })
  })
})
