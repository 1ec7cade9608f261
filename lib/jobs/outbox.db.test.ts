import type { JobHelpers } from 'graphile-worker'
import { describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { enqueue } from '@/lib/domain/events/enqueue'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { MailProvider, OutgoingMail } from '@/lib/providers/mail/types'
import { noProviders, systemCtx } from '@/lib/testing/contexts'
import { deliverOutbox } from './deliver-outbox'
import { deliverMail } from './mail/deliver-mail'
import { sweepOutbox } from './sweep-outbox'

const helpers = (job: { attempts: number; max_attempts: number }) => ({ job, addJob: () => Promise.reject(new Error('not expected')) }) as unknown as JobHelpers
const first = { attempts: 1, max_attempts: 12 }
const mail = (to = `${newId('test').toLowerCase()}@example.test`) => ({ template: 'already_registered', to, locale: 'en', params: { name: 'Sara' }, path: '/sign-in' })
const store = (payload: object, topic: 'mail' | 'instance.reconcile' = 'mail') => inTransaction(platformDb, (tx) => enqueue(tx, systemClock, null, topic, payload))
const row = (id: string) => platformDb.outboxMessage.findUniqueOrThrow({ where: { id } })
const jobs = (key: string) => platformDb.$queryRaw<{ attempts: number }[]>`SELECT attempts FROM graphile_worker.jobs WHERE key = ${key}`
const mailIn = (to: string) => platformDb.mailMessage.findMany({ where: { to } })

/** A carrier that refuses the first `failures` mails. */
function carrier(failures: number): MailProvider & { sent: OutgoingMail[] } {
  const sent: OutgoingMail[] = []
  let tries = 0
  return { id: 'smtp', sent, send: async (one) => {
    tries += 1
    if (tries <= failures) throw new Error('refused by smtp://user:secret@mail.test')
    sent.push(one)
  } }
}

describe('an outside effect', () => {
  it('is stored with its act: a rolled-back act leaves neither row nor job', async () => {
    let id = ''
    await inTransaction(platformDb, async (tx) => {
      id = await enqueue(tx, systemClock, null, 'mail', mail())
      throw new Error('changed my mind')
    }).catch(() => undefined)
    expect(await platformDb.outboxMessage.findUnique({ where: { id } })).toBeNull()
    expect(await jobs(id)).toEqual([])
  })

  it('is carried out and marked; running it again does nothing more', async () => {
    const content = mail()
    const id = await store(content)
    await deliverOutbox({ id }, helpers(first))
    await deliverOutbox({ id }, helpers(first))
    expect(await row(id)).toMatchObject({ attempts: 1, lastError: null, deadAt: null, processedAt: expect.any(Date) })
    expect(await mailIn(content.to)).toMatchObject([{ state: 'sent', attempts: 1, transport: 'local' }])
  })

  it('that fails is kept for another try and, at its last attempt, marked dead', async () => {
    const id = await store({ nothing: 'known' })
    await expect(deliverOutbox({ id }, helpers(first))).rejects.toThrow()
    expect(await row(id)).toMatchObject({ attempts: 1, processedAt: null, deadAt: null })
    await expect(deliverOutbox({ id }, helpers({ attempts: 12, max_attempts: 12 }))).rejects.toThrow()
    expect(await row(id)).toMatchObject({ processedAt: null, deadAt: expect.any(Date), lastError: expect.any(String) })
  })

  it('whose job was lost gets a new one from the sweep, once; a fresh or carried one is left alone', async () => {
    const [lost, fresh] = [await store(mail()), await store(mail())]
    await platformDb.$executeRaw`SELECT graphile_worker.remove_job(${lost})::text`
    await platformDb.$executeRaw`UPDATE "Outbox" SET "createdAt" = now() - interval '2 minutes' WHERE "id" = ${lost}`
    await sweepOutbox({}, helpers(first))
    await sweepOutbox({}, helpers(first))
    expect(await jobs(lost)).toHaveLength(1)
    expect(await jobs(fresh)).toHaveLength(1)
  })

  it('whose worker was killed in the last attempt is marked dead by the sweep', async () => {
    const id = await store(mail())
    await platformDb.$executeRaw`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = ${id}`
    await sweepOutbox({}, helpers(first))
    expect((await row(id)).deadAt).not.toBeNull()
  })
})

describe('a mail', () => {
  const message = (id: string, payload: object) => ({ id, clientId: null, payload, createdAt: new Date(), isLastAttempt: false })

  it('that the server refused is tried again and sent once, under one id', async () => {
    const [content, smtp, id] = [mail(), carrier(1), newId('out')]
    const ctx = { ...systemCtx('mail'), providers: { ...noProviders, mail: smtp } }
    await expect(deliverMail(ctx, message(id, content))).rejects.toThrow()
    expect(await mailIn(content.to)).toMatchObject([{ state: 'queued', attempts: 1, lastError: 'refused by [masked]mail.test' }])
    await deliverMail(ctx, message(id, content))
    await deliverMail(ctx, message(id, content))
    expect(await mailIn(content.to)).toMatchObject([{ state: 'sent', attempts: 2, lastError: null }])
    expect(smtp.sent).toHaveLength(1)
  })

  it('delivered by two workers at once leaves once', async () => {
    const [content, smtp, id] = [mail(), carrier(0), newId('out')]
    const ctx = { ...systemCtx('mail'), providers: { ...noProviders, mail: smtp } }
    await Promise.all([deliverMail(ctx, message(id, content)), deliverMail(ctx, message(id, content))])
    expect(smtp.sent).toHaveLength(1)
    expect(await mailIn(content.to)).toHaveLength(1)
  })

  it('in Arabic reads from the right, keeps Latin values apart and the same link', async () => {
    const [content, smtp, id] = [{ ...mail(), locale: 'ar', params: { name: 'Acme <b>&</b>\r\nBcc: x' } }, carrier(0), newId('out')]
    await deliverMail({ ...systemCtx('mail'), providers: { ...noProviders, mail: smtp } }, message(id, content))
    const [sent] = smtp.sent
    expect(sent?.html).toContain('dir="rtl"')
    expect(sent?.html).toContain('<bdi>Acme &lt;b&gt;&amp;&lt;/b&gt;  Bcc: x</bdi>')
    expect(sent?.text).toContain('\u2068Acme')
    expect(sent?.text).toContain('http://localhost:3000/ar/sign-in')
    expect(sent?.subject).not.toMatch(/[\r\n]/)
  })
})
