import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { formatMicros } from '@/components/instances/instance-amounts'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import type { InstanceView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatNumber } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import { deleteInstanceAction, updateInstanceAction } from '../../actions'
import { InstanceFrame, mayChangeInstance } from '../../_components/instance-frame'
import { readInstance } from '../../_components/read-instance'
import { ResizeCard } from '../../_components/resize-card'
import { SleepSelect } from '../../_components/sleep-select'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ size?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('tabs.settings') }
}

/** What may be changed about it, and what does that cost? */
export default async function InstanceSettingsPage({ params, searchParams }: Props) {
  const [{ ctx, instance }, { size }, t] = [await readInstance(params), await searchParams, await getTranslations('instances.settings')]
  const mayChange = mayChangeInstance(ctx, instance)
  return (
    <InstanceFrame ctx={ctx} instance={instance} tab="settings">
      <div className="grid w-full max-w-form gap-6">
        {mayChange ? <GeneralCard instance={instance} /> : <Notice>{t(instance.status === 'deleted' ? 'deleted' : 'readOnly')}</Notice>}
        {instance.acts.includes('resize') && can(ctx.actor, 'instances.resize') && !ctx.isSuspended ? <ResizeCard ctx={ctx} instance={instance} wanted={typeof size === 'string' ? size : undefined} /> : null}
        {instance.acts.includes('delete') && can(ctx.actor, 'instances.delete') && !ctx.isSuspended ? <DangerCard ctx={ctx} instance={instance} /> : null}
      </div>
    </InstanceFrame>
  )
}

async function GeneralCard({ instance }: { instance: InstanceView }) {
  const [t, form] = [await getTranslations('instances.settings'), await getTranslations('instances.form')]
  return (
    <Card>
      <CardHeader title={t('general')} hint={t('generalHint', { model: ltr(instance.endpoints.model) })} />
      <Form action={updateInstanceAction} okToast={t('saved')} isInCard>
        <CardBody className="grid gap-5">
          <HiddenFields values={{ id: instance.id }} />
          <Field name="name" label={form('name')} hint={form('nameHint')}><Input dir="ltr" defaultValue={instance.name} maxLength={40} autoComplete="off" autoCapitalize="none" spellCheck={false} required /></Field>
          <Field name="requestsPerMinute" label={form('rpm')} hint={form('rpmHint', { max: ltr(formatNumber(instance.size.requestsPerMinute)) })} isOptional>
            <Input type="number" min={1} max={instance.size.requestsPerMinute} defaultValue={instance.requestsPerMinute ?? undefined} />
          </Field>
          <Field name="idleSleepMinutes" label={form('sleep')} hint={form('sleepHint')}><SleepSelect value={instance.idleSleepMinutes} /></Field>
        </CardBody>
        <CardFooter><SubmitButton>{t('save')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}

async function DangerCard({ instance }: { ctx: PortalCtx; instance: InstanceView }) {
  const t = await getTranslations('instances.danger')
  const charge = instance.billing ? [t('lastCharge', { amount: formatMicros(instance.billing.hourMicros, instance.billing.currency) })] : []
  return (
    <Card tone="danger">
      <CardHeader title={t('title')} />
      <CardBody className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-prose text-text-2">{t('body')}</p>
        <ConfirmDialog
          trigger={<Button look="dangerQuiet">{t('delete')}</Button>} title={t('deleteTitle', { name: isolated(instance.name) })} consequences={[t('ends'), t('kept'), t('name'), ...charge]}
          action={deleteInstanceAction} values={{ id: instance.id }} typeToConfirm={instance.name} confirmLabel={t('delete')}
        />
      </CardBody>
    </Card>
  )
}
