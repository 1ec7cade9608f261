import { newToken } from '@/lib/auth/token'
import type { PlatformRun } from '@/lib/domain/context'
import { isLocale } from '@/lib/i18n/locale'
import { hours, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { routes } from '@/lib/routes'
import { queueMail } from '../../events/queue-mail'

type Purpose = 'verify_email' | 'reset_password'
type Person = { id: string; email: string; name: string; locale: string }

const kinds = {
  verify_email: { lifeHours: 24, path: routes.verifyEmail },
  reset_password: { lifeHours: 1, path: () => routes.resetPassword() },
} as const satisfies Record<Purpose, object>

/** Mails a single-use link (`plan`: where to go on to). Earlier links of the same purpose stop working: the newest mail is the one that counts. */
export async function sendLink(ctx: PlatformRun, purpose: Purpose, person: Person, plan?: string): Promise<void> {
  const [now, token, { lifeHours, path }] = [ctx.clock.now(), newToken(), kinds[purpose]]
  await ctx.db.verification.updateMany({ where: { userId: person.id, purpose, usedAt: null }, data: { usedAt: now } })
  await ctx.db.verification.create({
    select: { id: true },
    data: {
      id: newId('vrf', now), userId: person.id, purpose, email: person.email, tokenHash: token.hash, expiresAt: plus(now, hours(lifeHours)), createdAt: now,
    },
  })
  await queueMail(ctx, {
    template: purpose, to: person.email, locale: isLocale(person.locale) ? person.locale : 'en', userId: person.id,
    path: path({ plan }), token: token.text, params: { name: person.name, hours: lifeHours },
  })
}
