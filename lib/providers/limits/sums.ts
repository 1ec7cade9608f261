import type { BatchAnswer, LimitBatch } from './types'

/** What all groups of a batch take of each cell together: where that fits, each of them does. */
export function costsOf({ cells, groups }: LimitBatch): number[] {
  const costs = cells.map(() => 0)
  for (const rules of groups) for (const { cell, cost } of rules) costs[cell] = (costs[cell] ?? 0) + cost
  return costs
}

/** The answer where everything fitted: the levels after each rule follow from those before, one a cell with a space between. */
export function answerOfSums({ cells, groups }: LimitBatch, nowMicros: number, before: string): BatchAnswer {
  const filled = before === '' ? [] : before.split(' ').map(Number)
  const answer: BatchAnswer = { nowMicros, fits: [], levels: [] }
  for (const rules of groups) {
    for (const { cell, cost } of rules) {
      const level = (filled[cell] ?? 0) + cost * (cells[cell]?.kind === 'rate' ? cells[cell].periodMicros : 1)
      filled[cell] = level
      answer.fits.push(true)
      answer.levels.push(level)
    }
  }
  return answer
}
