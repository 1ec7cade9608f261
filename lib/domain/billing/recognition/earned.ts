/** What of a line is earned at `at`: nothing before its period, all of it after, and in between its share of the milliseconds, rounded towards zero. */
export function earnedAt(line: { amountMinor: bigint; startsAt: Date; endsAt: Date }, at: Date): bigint {
  const { amountMinor, startsAt, endsAt } = line
  if (at >= endsAt) return amountMinor
  if (at <= startsAt) return 0n
  return (amountMinor * BigInt(at.getTime() - startsAt.getTime())) / BigInt(endsAt.getTime() - startsAt.getTime())
}
