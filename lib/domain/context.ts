import type { Actor } from '@/lib/auth/actor'
import type { NewRows } from '@/lib/db/insert-rows'
import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import type { Locale } from '@/lib/i18n/locale'
import type { Providers } from '@/lib/providers/types'
import type { Remember } from './remember'

/** What every verb is given. Nothing about a caller is read from anywhere else. */
export type BaseCtx = {
  actor: Actor
  clock: Clock
  requestId: string
  locale: Locale
  providers: Providers
  ip?: string
}

/** A caller inside one client. `isSuspended` is read from the client's row with the session or key. */
export type ClientCtx = BaseCtx & {
  clientId: string
  isSuspended: boolean
  db?: Db
  /** Given by jobs that go through many clients: what is the same for all of them is read once. */
  remember?: Remember
}

/** A caller outside any client: staff, a job, or somebody who has not signed in. */
export type PlatformCtx = BaseCtx & { db?: Db }

/** Writes the audit event of this act, and `beside` in the same statement. `data` must hold no secret; bigint and Date are stored as text. */
export type RecordEvent = (objectId: string | null, data?: { [key: string]: unknown }, beside?: NewRows) => Promise<void>

/** Stores an effect on the outside to be carried out after commit by the outbox job of that topic. */
export type Enqueue = (topic: OutboxTopic, payload: { [key: string]: unknown }) => Promise<void>

/** Closed list of outside effects; each has one handler in lib/jobs. */
export const outboxTopics = ['mail', 'payment.start', 'payment.cancel', 'sandbox.webhook', 'webhook.process', 'invoice.finalised', 'invoice.collect', 'refund.start', 'instance.reconcile', 'method.remove', 'clock.advance', 'coins.settle'] as const
export type OutboxTopic = (typeof outboxTopics)[number]

type Running = { db: Db; record: RecordEvent; enqueue: Enqueue }
export type ClientRun = ClientCtx & Running
export type PlatformRun = PlatformCtx & Running
