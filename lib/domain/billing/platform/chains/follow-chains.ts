import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { hours, plus } from '@/lib/kernel/clock'
import type { ChainSource } from '@/lib/providers/chains/types'
import { watchMs } from '../../coins/issue-address'
import { ChainMoved, readChain } from './read-chain'
import { recordReading } from './record-reading'
import { visitOldAddresses } from './visit-old-addresses'

/** What one run did on one chain. @param height where its reading stands now; null while it could not be read at all */
export type ChainReport = { network: string; height: number | null; changed: number; failure: string | null }

/** A run that has much to catch up with leaves the rest to the next one. */
const mostRounds = 50

/**
 * Reads every chain up to its tip and records what arrived at our addresses. Any number of workers may run it: what was read counts only if
 * nobody else has read on meanwhile. A chain that cannot be read never stops the others.
 */
export async function followChains(ctx: BaseCtx): Promise<ChainReport[]> {
  const reports: ChainReport[] = []
  for (const source of ctx.providers.chains) {
    try {
      reports.push(await followChain(ctx, source))
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      const failed = { failure, failedAt: ctx.clock.now() }
      const { height } = await platformDb.chainCursor.upsert({ where: { network: source.network }, create: { network: source.network, ...failed }, update: failed, select: { height: true } })
      reports.push({ network: source.network, height, changed: 0, failure })
    }
  }
  return reports
}

/** @throws what the nodes answer, and Error when a reorganisation reaches further back than is remembered */
async function followChain(ctx: BaseCtx, source: ChainSource): Promise<ChainReport> {
  const report: ChainReport = { network: source.network, height: null, changed: 0, failure: null }
  for (let round = 0; round < mostRounds; round++) {
    const reading = await readChain(source).catch((error: unknown) => {
      // A block came, or was taken back, while we looked: what was read fits no chain, and the next run reads anew.
      if (error instanceof ChainMoved) return null
      throw error
    })
    if (!reading) return report
    const changed = await recordReading(ctx, source, reading)
    report.height = reading.to.height
    if (changed === null) return report
    report.changed += changed
    if (reading.isAtTip) {
      report.changed += await visitOldAddresses(ctx, source)
      return report
    }
  }
  return report
}

/** Somebody who was given an address so lately may still look at the page. */
const patienceMs = hours(2)

/** Whether somebody may be waiting for coins now: then a minute is long. */
export async function isAnyoneWaiting(ctx: BaseCtx): Promise<boolean> {
  const network = { in: ctx.providers.chains.map((source) => source.network) }
  const since = plus(ctx.clock.now(), watchMs - patienceMs)
  const onItsWay = { arrivals: { some: { goneAt: null, isFinal: false } } }
  const found = await platformDb.coinAddress.findFirst({ where: { network, OR: [{ watchUntil: { gt: since } }, onItsWay] }, select: { id: true } })
  return found !== null
}
