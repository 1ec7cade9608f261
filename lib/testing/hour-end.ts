import { setTimeout as sleep } from 'node:timers/promises'

const [hourMs, nearMs] = [3_600_000, 20_000]

/**
 * Waits over the end of an hour, and so of a day and a month in UTC, that is near: what is counted by them must not begin anew
 * while a test counts.
 */
export async function awayFromHourEnd(): Promise<void> {
  const leftMs = hourMs - (Date.now() % hourMs)
  if (leftMs < nearMs) await sleep(leftMs)
}
