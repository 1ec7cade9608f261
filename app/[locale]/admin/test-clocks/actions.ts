'use server'
import { advanceTestClock, attachTestClock, createTestClock } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const createTestClockAction = adminAction(createTestClock)
export const attachTestClockAction = adminAction(attachTestClock)
export const advanceTestClockAction = adminAction(advanceTestClock)
