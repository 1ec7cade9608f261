import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import { listAllInstanceSizes } from '@/lib/domain/admin'
import type { AnyInstanceSizeView } from '@/lib/domain/admin/instances/view'
import { isolations } from '@/lib/domain/instances/view'
import type { StaffCtx } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { mebibyte } from '@/lib/kernel/bytes'
import { routes } from '@/lib/routes'
import { staffPage } from '../../../_components/staff-page'
import { createInstanceSizeAction, saveInstanceSizeAction } from '../../actions'
import { SizePrices } from './_prices'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.instances'))('sizes.title') }
}

/** What one size holds and costs; `new` makes one. */
export default async function SizePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.listInstanceSizes')
  const [{ id }, t] = [await params, await getTranslations('admin.instances.sizes')]
  const size = id === 'new' ? undefined : ((await listAllInstanceSizes(ctx, {})).data.find((one) => one.id === id) ?? notFound())
  const mayChange = can(ctx.actor, 'admin.saveInstanceSize')
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={size?.name[ctx.locale] ?? t('new')} crumbs={[{ label: t('title'), href: routes.adminInstanceSizes() }]} lead={size ? t('count', { count: size.instances }) : undefined} />
      <SizeForm size={size} mayChange={mayChange} />
      {size ? <OfferedBy ctx={ctx} size={size} /> : null}
      {size ? <SizePrices size={size} mayChange={can(ctx.actor, 'admin.setInstancePrice')} /> : null}
    </div>
  )
}

/** Which plans offer it, and where that is changed. */
async function OfferedBy({ ctx, size }: { ctx: StaffCtx; size: AnyInstanceSizeView }) {
  const [t, catalog] = [await getTranslations('admin.instances.sizes'), await getTranslations('catalog')]
  return (
    <Card>
      <CardHeader title={t('offeredBy')} actions={can(ctx.actor, 'admin.listPlans') ? <Link className="link" href={routes.adminPlans()}>{t('plansLink')}</Link> : null} />
      <CardBody className="grid gap-2">
        <p className="font-medium">{size.plans.length > 0 ? <bdi>{size.plans.join(catalog('listComma'))}</bdi> : t('noPlans')}</p>
        <p className="text-text-2">{t('plansHint')}</p>
      </CardBody>
    </Card>
  )
}

async function SizeForm({ size, mayChange }: { size: AnyInstanceSizeView | undefined; mayChange: boolean }) {
  const [t, levels] = [await getTranslations('admin.instances.sizes'), await getTranslations('status.isolation')]
  const numbers = [
    ['memoryMib', 'memory', size ? size.memoryBytes / mebibyte : 512], ['cpuMillis', 'cpu', size?.cpuMillis ?? 500], ['storageMib', 'storage', size ? size.storageBytes / mebibyte : 1024], ['pids', 'pids', size?.pids ?? 64],
    ['slots', 'slots', size?.slots ?? 2], ['requestsPerMinute', 'rpm', size?.requestsPerMinute ?? 60], ['rank', 'rank', size?.rank ?? 0],
  ] as const
  return (
    <Card>
      <CardHeader title={t('settings')} />
      <Form action={size ? saveInstanceSizeAction : createInstanceSizeAction} okToast={t('saved')} isInCard>
        <CardBody className="grid gap-5">
          <HiddenFields values={{ id: size?.id }} />
          {size ? null : <Field name="code" label={t('code')} hint={t('codeHint')}><Input dir="ltr" maxLength={39} required /></Field>}
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="nameEn" label={t('nameEn')}><Input lang="en" dir="ltr" defaultValue={size?.name.en} required /></Field>
            <Field name="nameAr" label={t('nameAr')}><Input lang="ar" dir="rtl" defaultValue={size?.name.ar} required /></Field>
            {numbers.map(([name, label, value]) => <Field key={name} name={name} label={t(label)}><Input type="number" min={0} defaultValue={value} required /></Field>)}
            <Field name="minIsolation" label={t('minIsolation')}><Select defaultValue={size?.minIsolation ?? 'partial'}>{isolations.map((one) => <option key={one} value={one}>{levels(one)}</option>)}</Select></Field>
          </div>
          <CheckboxField name="isRetired" label={t('retired')} hint={t('retiredHint')} isChecked={size?.isRetired ?? false} />
        </CardBody>
        {mayChange ? <CardFooter><SubmitButton>{t('save')}</SubmitButton></CardFooter> : null}
      </Form>
    </Card>
  )
}
