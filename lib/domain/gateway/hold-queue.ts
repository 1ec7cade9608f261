import { isConnectionLoss } from '@/lib/db/connection-loss'
import { limiter } from '@/lib/providers/limits/configured'
import type { Taken } from '@/lib/providers/limits/limiter'
import { limitAnswer, limitPassAnswer } from '@/lib/providers/limits/postgres'
import type { BatchAnswer, LimitBatch, LimitRule } from '@/lib/providers/limits/types'
import { Crowd } from './crowd'
import { canPass, pass } from './gateway-pass'
import { runAll, runHolds, type HoldsRow } from './gateway-run'
import type { Closing, HoldRow, HoldVerdict } from './hold'
import { StaleFacts } from './kept-facts'
import { watchQueue } from './metrics'
import { MicroBatch } from './micro-batch'

/** What came of a hold, and of the limits it was asked for with; without a verdict where those refused it or (`failure`) did not answer. */
export type HoldAnswer = { verdict?: HoldVerdict; taken?: Taken; failure?: Error }

type Asking = { hold: HoldRow; rules: readonly LimitRule[] }
/** `ahead`: what this process had taken of all its limits already. */
type Charged = Asking & { ahead: Taken | undefined }
type Work = { asking: Asking } | { closing: Closing }
type Done = { closed: boolean } | HoldAnswer | { isStale: true }

type Sent = { closings: readonly Closing[]; askings: readonly Charged[] }
type Verdicts = (HoldVerdict | 'stale' | undefined)[] | null
type Received = Omit<HoldsRow, 'verdicts'> & { verdicts: Verdicts; taken: Taken[]; failure?: Error }

const isKept = ({ hold }: Asking): boolean => hold.version !== undefined
const stale: Done = { isStale: true }

/** Only a pass asks of which version kept facts are. @throws StaleFacts where some are kept */
function assertFresh(askings: readonly Asking[]): void {
  if (askings.some(isKept)) throw new StaleFacts()
}

const holdsOf = (askings: readonly Asking[]): HoldRow[] => askings.map(({ hold }) => hold)
/** Whether the limits' store is asked for it. */
const isLimited = ({ rules, ahead }: Charged): boolean => rules.length > 0 && ahead === undefined
const groupsOf = (askings: readonly Charged[]): (readonly LimitRule[])[] => askings.flatMap((one) => (isLimited(one) ? [one.rules] : []))

const noLimits: LimitBatch = { holder: '', leaseMs: 0, cells: [], renewed: [], groups: [] }

/** Holds without limits, in one statement. */
async function sendHolds({ closings, askings }: Sent): Promise<HoldsRow> {
  if (canPass(holdsOf(askings))) return pass(noLimits, closings, holdsOf(askings))
  assertFresh(askings)
  return runHolds(closings, holdsOf(askings))
}

const crowd = new Crowd()
const isCrowded = ({ rules }: Asking): boolean => crowd.has(rules, performance.now())

async function sendWithLimits(limits: LimitBatch, { closings, askings }: Sent): Promise<{ holds: HoldsRow; limits: BatchAnswer }> {
  const limited = askings.filter(isLimited)
  if (!limited.some(isCrowded) && canPass(holdsOf(askings))) {
    const row = await pass(limits, closings, holdsOf(askings))
    if (row.is_done) return { holds: row, limits: limitPassAnswer(limits, row) }
    if (row.is_full) crowd.suspect(groupsOf(askings), performance.now())
  }
  assertFresh(askings)
  let group = 0
  const row = await runAll(limits, closings, holdsOf(askings), askings.map((one) => (isLimited(one) ? ++group : 0)))
  const answer = limitAnswer(row)
  crowd.heard(groupsOf(askings), answer.fits, performance.now())
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

/** The holds that limits let in; those the store is not asked for are let in anyway. */
function letIn(askings: readonly Charged[], taken: readonly Taken[]): Charged[] {
  let group = 0
  return askings.filter((one) => !isLimited(one) || taken[group++]?.ok)
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

const chargedAhead = ({ hold, rules }: Asking): Charged => ({ hold, rules, ahead: rules.length > 0 ? limiter().takeAhead(rules) : undefined })

async function runAtOnce(items: readonly Work[]): Promise<readonly Done[]> {
  const askings = items.flatMap((one) => ('asking' in one ? [chargedAhead(one.asking)] : []))
  const closings = items.flatMap((one) => ('closing' in one ? [one.closing] : []))
  const { closed, verdicts, taken, failure } = await send({ closings, askings }).catch((error: unknown) => {
    for (const { ahead } of askings) if (ahead) limiter().undo(ahead.lease)
    throw error
  })
  let [closing, asking, group, asked] = [0, 0, 0, 0]
  return items.map((one): Done => {
    if ('closing' in one) return { closed: closed === null || closed[closing++] === true }
    const charged = askings[asking++]
    if (failure && charged && isLimited(charged)) return { failure }
    const limits = charged && isLimited(charged) ? taken[group++] : charged?.ahead
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
/** Holds of keys with spend caps, or under a full limit, do not go with a pass: apart, they keep nobody else from it. */
const [books, apart] = [open(), open()]
watchQueue('holds', () => books.size + apart.size)

/** Asks for a hold with the next statement, and for these limits before it. @throws StaleFacts where it was planned by kept facts that are not certainly true */
export async function askHold(hold: HoldRow, rules: readonly LimitRule[]): Promise<HoldAnswer> {
  const isFull = isCrowded({ hold, rules })
  if (isFull && hold.version !== undefined) throw new StaleFacts() // would not go with a pass
  const done = await (isFull || hold.keyPicos > 0n ? apart : books).add({ asking: { hold, rules } })
  if ('isStale' in done) throw new StaleFacts()
  return done as HoldAnswer
}

/** Closes a hold with the next statement. @returns false when it was closed before */
export const closeHold = async (closing: Closing): Promise<boolean> => ((await books.add({ closing })) as { closed: boolean }).closed
