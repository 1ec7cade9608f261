import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import type { InstanceView } from '@/lib/domain/instances/view'
import { formatBytes, formatDateTime } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { instance: InstanceView; locale: Locale; timeZone: string; mayChange: boolean }
type Way = 'size' | 'log' | 'wallet' | 'subscription' | 'model' | null

const ways: { [reason in NonNullable<InstanceView['statusReason']>]: Way } = {
  oom: 'size', disk_quota: 'size', crash: 'log', never_ready: 'log', hung: 'log', capacity: null, isolation: null, model: 'model', driver: null, idle: null, asked: null,
  unpaid: 'wallet', expired: 'subscription', staff: null, abuse: null,
}

/** Why it is not simply running, in plain words, and what to do about it. Nothing where nothing is to be said. */
export function StateNotice({ instance, locale, timeZone, mayChange }: Props) {
  const t = useTranslations('instances.reason')
  const reason = instance.suspendedFor ?? instance.statusReason
  if (instance.status === 'running' && instance.isStorageNearlyFull) return <StorageNotice instance={instance} mayChange={mayChange} />
  if (!reason || reason === 'asked' || ['running', 'deleted', 'deleting'].includes(instance.status)) return <KeptNotice instance={instance} locale={locale} timeZone={timeZone} />
  const way = mayChange ? ways[reason] : null
  const href = { size: routes.instanceSettings(instance.id), log: routes.instanceLogs(instance.id), wallet: routes.wallet(), subscription: routes.subscription(), model: routes.newInstance() }
  return (
    <Notice look={instance.status === 'failed' ? 'danger' : instance.status === 'sleeping' ? 'info' : 'warning'} title={t(`${reason}.title`)}>
      <p>{t(`${reason}.body`, { memory: ltr(formatBytes(instance.size.memoryBytes)), storage: ltr(formatBytes(instance.size.storageBytes)), minutes: instance.idleSleepMinutes ?? 0 })}</p>
      {instance.suspendedNote ? <p className="mt-1"><bdi>{instance.suspendedNote}</bdi></p> : null}
      {instance.deletesAt ? <p className="mt-1">{t('deletes', { at: formatDateTime(instance.deletesAt, locale, timeZone) })}</p> : null}
      {instance.nextTryAt && instance.status === 'crash_backoff' ? <p className="mt-1">{t('nextTry', { at: formatDateTime(instance.nextTryAt, locale, timeZone), count: instance.crashes })}</p> : null}
      {way ? <p className="mt-2"><Button asChild size="sm"><Link href={href[way]}>{t(`way.${way}`)}</Link></Button></p> : null}
    </Notice>
  )
}

/** After deletion its storage stays for some days. */
function KeptNotice({ instance, locale, timeZone }: Omit<Props, 'mayChange'>) {
  const t = useTranslations('instances.reason')
  if (!instance.deleteAfter || instance.deletedAt) return null
  return <Notice>{t('kept', { at: formatDateTime(instance.deleteAfter, locale, timeZone) })}</Notice>
}

/** It runs, but not for long if nothing is done. */
function StorageNotice({ instance, mayChange }: Pick<Props, 'instance' | 'mayChange'>) {
  const t = useTranslations('instances.reason')
  return (
    <Notice look="warning" title={t('storage.title')}>
      <p>{t('storage.body', { storage: ltr(formatBytes(instance.size.storageBytes)) })}</p>
      {mayChange ? <p className="mt-2"><Button asChild size="sm"><Link href={routes.instanceSettings(instance.id)}>{t('way.size')}</Link></Button></p> : null}
    </Notice>
  )
}
