import type { PlatformRun } from '@/lib/domain/context'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { queueMail } from '../../events/queue-mail'

/** Stores the new hash, ends the person's sessions (all, or all but the one named) and tells the person by mail. */
export async function setPassword(ctx: PlatformRun, userId: string, passwordHash: string, keepSessionId?: string): Promise<void> {
  const now = ctx.clock.now()
  const person = await ctx.db.user.update({ where: { id: userId }, data: { passwordHash, updatedAt: now }, select: { email: true, name: true, locale: true } })
  await ctx.db.clientSession.updateMany({
    where: { userId, revokedAt: null, ...(keepSessionId ? { id: { not: keepSessionId } } : {}) },
    data: { revokedAt: now, revokedReason: 'password_changed' },
  })
  await ctx.db.verification.updateMany({ where: { userId, purpose: 'reset_password', usedAt: null }, data: { usedAt: now } })
  await queueMail(ctx, {
    template: 'password_changed', to: person.email, locale: isLocale(person.locale) ? person.locale : 'en', userId,
    path: routes.forgotPassword(), params: { name: person.name, changedAt: now.toISOString(), ip: ctx.ip ?? '–' },
  })
}
