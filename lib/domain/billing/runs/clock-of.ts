import { FixedClock, type Clock } from '@/lib/kernel/clock'

/** The clock a client lives by: its test clock, standing where staff left it, or the caller's. */
export const clockOf = (client: { testClock: { now: Date } | null }, wall: Clock): Clock => (client.testClock ? new FixedClock(client.testClock.now) : wall)
