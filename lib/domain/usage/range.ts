import { days, plus } from '@/lib/kernel/clock'
import { invalidField } from '@/lib/kernel/error'

export type Range = { from: Date; to: Date }

const longest = days(400)

/** @throws DomainError invalid_input when the range is empty, turned round or longer than 400 days */
export function rangeOf(input: { from?: string | undefined; to?: string | undefined }, now: Date): Range {
  const to = input.to ? new Date(input.to) : now
  const from = input.from ? new Date(input.from) : plus(to, -days(30))
  if (from >= to) throw invalidField('from', 'invalid')
  if (to.getTime() - from.getTime() > longest) throw invalidField('from', 'tooBig', { max: '400' })
  return { from, to }
}
