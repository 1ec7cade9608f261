import { isConnectionLoss } from '@/lib/db/connection-loss'
import { limiter } from '@/lib/providers/limits/configured'
import type { Taken } from '@/lib/providers/limits/limiter'
import { limitAnswer, limitPassAnswer } from '@/lib/providers/limits/postgres'
import type { BatchAnswer, LimitBatch, LimitRule } from '@/lib/providers/limits/types'
import { canPass, pass } from './gateway-pass'
import { runAll, runHolds, type HoldsRow } from './gateway-run'
import type { Closing, HoldRow, HoldVerdict } from './hold'
import { StaleFacts } from './kept-facts'
import { watchQueue } from './metrics'
import { MicroBatch } from './micro-batch'

/** What came of a hold, and of the limits it was asked for with; without a verdict where those refused it or (`failure`) did not answer. */
export type HoldAnswer = { verdict?: HoldVerdict; taken?: Taken; failure?: Error }

type Asking = { hold: HoldRow; rules: readonly LimitRule[] }
type Work = { asking: Asking } | { closing: Closing }
type Done = { closed: boolean } | HoldAnswer | { isStale: true }

type Sent = { closings: readonly Closing[]; askings: readonly Asking[] }
type Verdicts = (HoldVerdict | 'stale' | undefined)[] | null
type Received = Omit<HoldsRow, 'verdicts'> & { verdicts: Verdicts; taken: Taken[]; failure?: Error }

const isKept = ({ hold }: Asking): boolean => hold.version !== undefined
const stale: Done = { isStale: true }

/** Only a pass asks of which version kept facts are. @throws StaleFacts where some are kept */
function assertFresh(askings: readonly Asking[]): void {
  if (askings.some(isKept)) throw new StaleFacts()
}

const holdsOf = (askings: readonly Asking[]): HoldRow[] => askings.map(({ hold }) => hold)
const groupsOf = (askings: readonly Asking[]): (readonly LimitRule[])[] => askings.flatMap(({ rules }) => (rules.length > 0 ? [rules] : []))

const noLimits: LimitBatch = { holder: '', leaseMs: 0, cells: [], renewed: [], groups: [] }

/** Holds without limits, in one statement. */
async function sendHolds({ closings, askings }: Sent): Promise<HoldsRow> {
  if (canPass(closings, holdsOf(askings))) return pass(noLimits, closings, holdsOf(askings))
  assertFresh(askings)
  return runHolds(closings, holdsOf(askings))
}

/** Whether a limit was full a moment ago, so that the next batch is better asked for group by group at once. */
let isCrowded = false

async function sendWithLimits(limits: LimitBatch, { closings, askings }: Sent): Promise<{ holds: HoldsRow; limits: BatchAnswer }> {
  if (!isCrowded && canPass(closings, holdsOf(askings))) {
    const row = await pass(limits, closings, holdsOf(askings))
    if (row.is_done) return { holds: row, limits: limitPassAnswer(limits, row) }
    isCrowded = true
  }
  assertFresh(askings)
  let group = 0
  const row = await runAll(limits, closings, holdsOf(askings), askings.map(({ rules }) => (rules.length > 0 ? ++group : 0)))
  const answer = limitAnswer(row)
  isCrowded = answer.fits.includes(false)
  return { holds: row, limits: answer }
}

/** Holds with the limits they are asked for with, and what goes back into others, in one statement. */
async function sendTogether(sent: Sent): Promise<Received> {
  const groups = groupsOf(sent.askings)
  if (groups.length === 0 && !limiter().hasReturnsDue) return { ...await sendHolds(sent), taken: [] }
  const limits = limiter().begin(groups)
  try {
    const answer = await sendWithLimits(limits.batch, sent)
    return { ...answer.holds, taken: limits.done(answer.limits) }
  } catch (error) {
    limits.failed(mayRepeat(error))
    throw error
  }
}

type TakenApart = { taken: Taken[]; failure?: Error }

async function takeApart(groups: readonly (readonly LimitRule[])[]): Promise<TakenApart> {
  if (groups.length === 0 && !limiter().hasReturnsDue) return { taken: [] }
  return limiter().takeNow(groups).then((taken) => ({ taken }), (cause: unknown) => ({ taken: [], failure: new Error('the limiter does not answer', { cause }) }))
}

/** The holds that limits let in; those that come without limits are let in anyway. */
function letIn(askings: readonly Asking[], taken: readonly Taken[]): Asking[] {
  let group = 0
  return askings.filter(({ rules }) => rules.length === 0 || taken[group++]?.ok)
}

/** Holds whose limits were taken already. Where kept facts turn out to be stale those are told so, and the others are sent again. */
async function sendLetIn(sent: Sent): Promise<Pick<Received, 'closed' | 'verdicts'>> {
  try {
    return await sendHolds(sent)
  } catch (error) {
    if (!(error instanceof StaleFacts)) throw error
    const askings = sent.askings.filter((one) => !isKept(one))
    const { closed, verdicts } = askings.length + sent.closings.length > 0 ? await sendHolds({ closings: sent.closings, askings }) : { closed: null, verdicts: null }
    let next = 0
    return { closed, verdicts: sent.askings.map((one) => (isKept(one) ? 'stale' : verdicts === null ? 'taken' : verdicts[next++])) }
  }
}

/**
 * Limits in a store of their own: all of a batch at once, then the statement for what they let in; what only goes back goes beside
 * it. Where that store is away nobody is let in, and settlements go on.
 */
async function sendApart({ closings, askings }: Sent): Promise<Received> {
  const taking = takeApart(groupsOf(askings))
  const asked = askings.length > 0 ? letIn(askings, (await taking).taken) : []
  if (closings.length === 0 && asked.length === 0) return { closed: [], verdicts: [], ...await taking }
  try {
    const [row, limits] = await Promise.all([sendLetIn({ closings, askings: asked }), taking])
    return { ...row, ...limits }
  } catch (error) {
    for (const { lease } of (await taking).taken) limiter().undo(lease)
    throw error
  }
}

const send = (sent: Sent): Promise<Received> => (limiter().storeName === 'postgres' ? sendTogether(sent) : sendApart(sent))

async function runAtOnce(items: readonly Work[]): Promise<readonly Done[]> {
  const askings = items.flatMap((one) => ('asking' in one ? [one.asking] : []))
  const closings = items.flatMap((one) => ('closing' in one ? [one.closing] : []))
  const { closed, verdicts, taken, failure } = await send({ closings, askings })
  let [closing, group, asked] = [0, 0, 0]
  return items.map((one): Done => {
    if ('closing' in one) return { closed: closed === null || closed[closing++] === true }
    if (failure && one.asking.rules.length > 0) return { failure }
    const limits = one.asking.rules.length > 0 ? taken[group++] : undefined
    if (limits && !limits.ok) return isKept(one.asking) ? stale : { taken: limits }
    const verdict = verdicts === null ? 'taken' : verdicts[asked++]
    if (verdict === 'stale') {
      if (limits) limiter().undo(limits.lease)
      return stale
    }
    if (!verdict) throw new Error('the books answered for too few')
    return limits ? { taken: limits, verdict } : { verdict }
  })
}

/** Where kept facts turn out to be stale nothing was done: whoever came with some is told so, and the others are done without them. */
async function run(items: readonly Work[]): Promise<readonly Done[]> {
  try {
    return await runAtOnce(items)
  } catch (error) {
    if (!(error instanceof StaleFacts)) throw error
    const others = items.filter((one) => 'closing' in one || !isKept(one.asking))
    const done = others.length > 0 ? await runAtOnce(others) : []
    let next = 0
    return items.map((one): Done => ('asking' in one && isKept(one.asking) ? stale : done[next++] ?? stale))
  }
}

/** A statement that is certain not to have taken effect may be met again one by one; after a lost connection nobody knows. */
const mayRepeat = (error: unknown): boolean => !isConnectionLoss(error)

/**
 * Holds and settlements share a statement and its commit, one statement at a time: the rows they wait for are mostly the
 * same. One that takes long (a wallet is being invoiced) keeps the others waiting no longer than this.
 */
const patienceMs = 20
const open = (): MicroBatch<Work, Done> => new MicroBatch<Work, Done>(run, mayRepeat, { most: 200, inFlight: 4, patienceMs })
/** Holds of keys with spend caps do not go with a pass: apart, they keep nobody else from it. */
const [books, capped] = [open(), open()]
watchQueue('holds', () => books.size + capped.size)

/** Asks for a hold with the next statement, and for these limits before it. @throws StaleFacts where it was planned by kept facts that are not certainly true */
export async function askHold(hold: HoldRow, rules: readonly LimitRule[]): Promise<HoldAnswer> {
  if (isCrowded && hold.version !== undefined) throw new StaleFacts() // would not go with a pass
  const done = await (hold.keyPicos > 0n ? capped : books).add({ asking: { hold, rules } })
  if ('isStale' in done) throw new StaleFacts()
  return done as HoldAnswer
}

/** Closes a hold with the next statement. @returns false when it was closed before */
export const closeHold = async (closing: Closing): Promise<boolean> => ((await books.add({ closing })) as { closed: boolean }).closed
