import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { Button } from '@/components/ui/button'
import type { Actor } from '@/lib/auth/actor'
import { can } from '@/lib/auth/permissions'
import type { AnyInstanceView } from '@/lib/domain/admin/instances/view'
import { isolated } from '@/lib/i18n/isolate'
import { forceDeleteAction, forceRestartAction, forceResumeAction, forceStopAction, forceSuspendAction } from '../actions'

/** What staff may do with a client's instance; each act asks why, and the client reads it. */
export async function ForceActs({ actor, instance }: { actor: Actor; instance: AnyInstanceView }) {
  const t = await getTranslations('admin.instances.force')
  const [name, values] = [isolated(instance.name), { id: instance.id }]
  if (instance.desired === 'deleted') return null
  const isOurs = instance.suspendedFor === 'staff' || instance.suspendedFor === 'abuse'
  return (
    <>
      {isOurs && can(actor, 'admin.resumeInstance') ? <ConfirmDialog trigger={<Button look="primary">{t('resume')}</Button>} look="primary" title={t('resumeTitle', { name })} consequences={[t('resumeBody')]} reasonLabel={t('reason')} action={forceResumeAction} values={values} confirmLabel={t('resume')} /> : null}
      {!instance.suspendedFor && instance.desired === 'running' && can(actor, 'admin.restartInstance') ? <ConfirmDialog trigger={<Button>{t('restart')}</Button>} look="primary" title={t('restartTitle', { name })} consequences={[t('restartBody')]} reasonLabel={t('reason')} action={forceRestartAction} values={values} confirmLabel={t('restart')} /> : null}
      {instance.desired === 'running' && can(actor, 'admin.stopInstance') ? <ConfirmDialog trigger={<Button>{t('stop')}</Button>} title={t('stopTitle', { name })} consequences={[t('stopBody')]} reasonLabel={t('reason')} action={forceStopAction} values={values} confirmLabel={t('stop')} /> : null}
      {!isOurs && can(actor, 'admin.suspendInstance') ? (
        <ConfirmDialog trigger={<Button look="dangerQuiet">{t('suspend')}</Button>} title={t('suspendTitle', { name })} consequences={[t('suspendBody')]} reasonLabel={t('reason')} action={forceSuspendAction} values={values} confirmLabel={t('suspend')}>
          <RadioCardsField name="why" legend={t('why')} value="staff" choices={[{ value: 'staff', title: t('staff') }, { value: 'abuse', title: t('abuse') }]} />
        </ConfirmDialog>
      ) : null}
      {can(actor, 'admin.deleteInstance') ? <ConfirmDialog trigger={<Button look="dangerQuiet">{t('delete')}</Button>} title={t('deleteTitle', { name })} consequences={[t('deleteBody')]} reasonLabel={t('reason')} typeToConfirm={instance.name} action={forceDeleteAction} values={values} confirmLabel={t('delete')} /> : null}
    </>
  )
}
