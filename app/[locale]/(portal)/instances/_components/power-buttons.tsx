import { Play, RotateCw, Square } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { formatMicros } from '@/components/instances/instance-amounts'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import type { Actor } from '@/lib/auth/actor'
import { can } from '@/lib/auth/permissions'
import type { InstanceView } from '@/lib/domain/instances/view'
import { isolated } from '@/lib/i18n/isolate'
import { restartInstanceAction, startInstanceAction, stopInstanceAction } from '../actions'

/** Start, stop and restart, each where it makes sense now, with what follows for answers under way and for money. */
export async function PowerButtons({ actor, instance }: { actor: Actor; instance: InstanceView }) {
  const t = await getTranslations('instances.power')
  const { acts, price, id, name } = instance
  const cost = (kind: 'hourMicros' | 'keptHourMicros', text: 'costRunning' | 'costKept'): string[] => (price ? [t(text, { amount: formatMicros(price[kind], price.currency) })] : [])
  const isWake = instance.status === 'sleeping'
  return (
    <>
      {acts.includes('start') && can(actor, 'instances.start') ? (
        <ConfirmDialog
          trigger={<Button look="primary"><Icon icon={Play} />{t(isWake ? 'wake' : 'start')}</Button>} look="primary" title={t('startTitle', { name: isolated(name) })}
          consequences={[t('startSeconds'), ...cost('hourMicros', 'costRunning')]} action={startInstanceAction} values={{ id }} confirmLabel={t(isWake ? 'wake' : 'start')}
        />
      ) : null}
      {acts.includes('restart') && can(actor, 'instances.restart') ? (
        <ConfirmDialog
          trigger={<Button><Icon icon={RotateCw} />{t('restart')}</Button>} look="primary" title={t('restartTitle', { name: isolated(name) })}
          consequences={[t('endsAnswers'), t('restartGap')]} action={restartInstanceAction} values={{ id }} confirmLabel={t('restart')}
        />
      ) : null}
      {acts.includes('stop') && can(actor, 'instances.stop') ? (
        <ConfirmDialog
          trigger={<Button><Icon icon={Square} />{t('stop')}</Button>} title={t('stopTitle', { name: isolated(name) })}
          consequences={[t('endsAnswers'), t('refusesAfter'), ...cost('keptHourMicros', 'costKept')]} action={stopInstanceAction} values={{ id }} confirmLabel={t('stop')}
        />
      ) : null}
    </>
  )
}
