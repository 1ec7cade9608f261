import { getTranslations } from 'next-intl/server'
import type { KeyView } from '@/lib/domain/keys/view'
import { isolated, ltr } from '@/lib/i18n/isolate'
import type { FindTexts } from './find-leaked-key'
import type { RenewTexts } from './renew-key'
import type { RevokeTexts } from './revoke-key'

const graces = { now: 0, hour: 3600, day: 86_400, threeDays: 259_200, week: 604_800 } as const

/** The dialogs' sentences, made on the server so that no formatter travels with them. */
export async function revokeTexts(name: string): Promise<RevokeTexts> {
  const t = await getTranslations('keys.revoke')
  return { act: t('act'), title: t('title', { name: isolated(name) }), consequences: [t('now'), t('running'), t('forever')] }
}

/** `@` stands where the browser puts a date or a name. */
export async function findTexts(): Promise<FindTexts> {
  const [t, states, revoke] = [await getTranslations('keys.find'), await getTranslations('status.key'), await revokeTexts('@')]
  return {
    label: t('label'), hint: t('hint'), act: t('act'), none: t('none'), open: t('openIt'), lastUsed: t('lastUsed', { at: '@' }), neverUsed: t('neverUsed'),
    meaning: { current: t('current'), retiring: t('retiring', { at: '@' }), ended: t('ended', { at: '@' }), revoked: t('revoked'), expired: t('expired') },
    states: { active: states('active'), expired: states('expired'), revoked: states('revoked') },
    revoke: { ...revoke, title: revoke.title.replace(isolated('@'), '@') },
  }
}

export async function renewTexts(key: KeyView): Promise<RenewTexts> {
  const [t, created] = [await getTranslations('keys.renew'), await getTranslations('keys.created')]
  return {
    act: t('act'), title: t('title', { name: isolated(key.name) }), grace: t('grace', { hint: ltr(key.hint) }), endsAt: t('endsAt'), endsNow: t('endsNow'),
    consequences: [t('stays'), t('once'), ...(key.oldSecret ? [t('older', { hint: ltr(key.oldSecret.hint) })] : [])],
    choices: Object.entries(graces).map(([name, seconds]) => ({ seconds, name: t(`choice.${name as keyof typeof graces}`) })),
    secretTitle: created('renewedTitle'), secretWarning: created('warning'),
  }
}
