/** Sums of what a server reported and what was counted here for the same answers; older ones fade. */
type Sums = { reported: number; counted: number }

const known = new Map<string, { input: Sums; output: Sums }>()
const seen = new Map<string, number>()
/** So many answers of a server are all counted, then one in so many: counting takes longer than anything else that is done with an answer. */
const firstAnswers = 32
const oneIn = 32
const fading = 0.95
/** So near to one the difference is an end mark or a rounding, and counting by itself is the truer. */
const tolerance = 0.05
const mostServers = 10_000

const add = ({ reported, counted }: Sums, more: Sums): Sums => ({ reported: reported * fading + more.reported, counted: counted * fading + more.counted })

/** Notes another answer that a server counted itself. @returns whether it is one to be counted here too, to learn from */
export function noteAnswered(server: string): boolean {
  const answers = (seen.get(server) ?? 0) + 1
  if (seen.size >= mostServers && answers === 1) seen.clear()
  seen.set(server, answers)
  return answers <= firstAnswers || answers % oneIn === 0
}

/** Remembers how a server's own count compares with ours, from an answer it counted itself. */
export function learnCount(server: string, input: Sums, output: Sums): void {
  const none = { reported: 0, counted: 0 }
  const { input: inputs, output: outputs } = known.get(server) ?? { input: none, output: none }
  if (known.size >= mostServers && !known.has(server)) known.clear()
  known.set(server, { input: add(inputs, input), output: add(outputs, output) })
}

/** Our count as this server would have put it, as far as its earlier answers tell: tokenizers and pieces differ. */
export function asServerCounts(server: string, kind: 'input' | 'output', counted: number): number {
  const sums = known.get(server)?.[kind]
  if (!sums || sums.counted === 0 || sums.reported === 0) return counted
  const ratio = sums.reported / sums.counted
  return Math.abs(ratio - 1) <= tolerance || ratio > 8 || ratio < 1 / 8 ? counted : Math.max(1, Math.round(counted * ratio))
}
