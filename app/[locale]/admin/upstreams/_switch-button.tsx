import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import type { UpstreamView } from '@/lib/domain/admin/view'
import { isolated } from '@/lib/i18n/isolate'
import { switchUpstreamAction } from '../actions'

type Props = { upstream: Pick<UpstreamView, 'id' | 'name' | 'isEnabled' | 'models'>; size?: 'sm' }

/** Takes a server out of use or back into it; what follows is said first. */
export async function SwitchButton({ upstream: { id, name, isEnabled, models }, size }: Props) {
  const t = await getTranslations('admin.upstreams')
  const label = t(isEnabled ? 'switchOff' : 'switchOn')
  return (
    <ConfirmDialog
      trigger={<Button {...(size ? { size } : {})}>{label}</Button>} title={t(isEnabled ? 'switchOffTitle' : 'switchOnTitle', { name: isolated(name) })}
      consequences={[t(isEnabled ? 'switchOffBody' : 'switchOnBody', { count: models.length })]} look={isEnabled ? 'danger' : 'primary'}
      action={switchUpstreamAction} values={{ id, isEnabled: String(!isEnabled) }} confirmLabel={label} okToast={t('saved')}
    />
  )
}
