import { expect, it } from 'vitest'
import { problemOf } from './instance-problem'

const well = { desired: 'running', status: 'running', suspendedFor: null, storageToldAt: null }
const told = new Date('2026-11-21T12:00:00Z')

it.each([
  [{}, null],
  [{ desired: 'stopped', status: 'stopped' }, null],
  [{ desired: 'stopped', status: 'failed' }, null],
  [{ desired: 'deleted', status: 'deleting', suspendedFor: 'expired' }, null],
  [{ status: 'sleeping', storageToldAt: told }, null],
  [{ storageToldAt: told }, 'storage'],
  [{ status: 'crash_backoff' }, 'retrying'],
  [{ status: 'failed' }, 'failed'],
  [{ status: 'suspended', suspendedFor: 'unpaid' }, 'unpaid'],
  [{ status: 'running', suspendedFor: 'expired', storageToldAt: told }, 'expired'],
  [{ desired: 'stopped', status: 'suspended', suspendedFor: 'abuse' }, 'staff'],
])('%j: %s', (facts, problem) => {
  expect(problemOf({ ...well, ...facts })).toBe(problem)
})
