import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardFooter } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import { getClientLimits } from '@/lib/domain/admin'
import { limitSizes } from '@/lib/domain/admin/limits/schema'
import { formatNumber } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import { routes } from '@/lib/routes'
import { orNotFound, staffPage } from '../../../_components/staff-page'
import { setClientLimitsAction } from '../../../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.limits'))('title') }
}

/** How much may this client send, and how much would its plan let it? */
export default async function ClientLimitsPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getClientLimits')
  const [t, { id }] = await Promise.all([getTranslations('admin.limits'), params])
  const { clientName, own, plan } = await orNotFound(getClientLimits(ctx, { id }))
  const maySet = can(ctx.actor, 'admin.setClientLimits')
  const planText = (size: number | null | undefined) => (plan ? t('plan', { value: size === null || size === undefined ? t('noLimit') : isolated(formatNumber(size)) }) : t('noPlan'))
  const fields = limitSizes.map((name) => (
    <Field key={name} name={name} label={t(name)} hint={planText(plan?.[name])} isOptional={maySet}>
      <Input type="number" min={1} step={1} defaultValue={own[name] ?? undefined} />
    </Field>
  ))
  return (
    <div className="grid max-w-form gap-5">
      <PageHeader title={t('title')} lead={t('lead')} crumbs={[{ label: t('clients'), href: routes.adminClients() }, { label: clientName, href: routes.adminClient(id) }]} />
      {maySet ? (
        <Card>
          <Form action={setClientLimitsAction} okToast={t('saved')} isInCard>
            <CardBody className="grid gap-5"><HiddenFields values={{ id }} />{fields}</CardBody>
            <CardFooter><SubmitButton>{t('save')}</SubmitButton></CardFooter>
          </Form>
        </Card>
      ) : (
        <>
          <Notice>{t('readOnly')}</Notice>
          <Card><CardBody><fieldset disabled className="grid gap-5">{fields}</fieldset></CardBody></Card>
        </>
      )}
    </div>
  )
}
