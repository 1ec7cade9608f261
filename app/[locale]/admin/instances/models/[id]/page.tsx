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
import { Input, Select, Textarea } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import { listAllInstanceModels } from '@/lib/domain/admin'
import type { AnyInstanceModelView } from '@/lib/domain/admin/instances/view'
import { mebibyte } from '@/lib/kernel/bytes'
import { routes } from '@/lib/routes'
import { staffPage } from '../../../_components/staff-page'
import { createInstanceModelAction, saveInstanceModelAction } from '../../actions'

const engines = ['house', 'llama-server', 'vllm', 'ollama'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.instances'))('models.title') }
}

/** One model that instances may serve; `new` makes one. */
export default async function InstanceModelPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.listInstanceModels')
  const [{ id }, t] = [await params, await getTranslations('admin.instances.models')]
  const model = id === 'new' ? undefined : ((await listAllInstanceModels(ctx, {})).data.find((one) => one.id === id) ?? notFound())
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={model?.name[ctx.locale] ?? t('new')} crumbs={[{ label: t('title'), href: routes.adminInstanceModels() }]} />
      <ModelForm model={model} mayChange={can(ctx.actor, 'admin.saveInstanceModel')} />
    </div>
  )
}

async function ModelForm({ model, mayChange }: { model: AnyInstanceModelView | undefined; mayChange: boolean }) {
  const [t, sizes] = [await getTranslations('admin.instances.models'), await getTranslations('admin.instances.sizes')]
  const mib = (bytes: number): number => Math.max(1, Math.ceil(bytes / mebibyte))
  return (
    <Card>
      <CardHeader title={t('settings')} />
      <Form action={model ? saveInstanceModelAction : createInstanceModelAction} okToast={t('saved')} isInCard>
        <CardBody className="grid gap-5">
          <HiddenFields values={{ id: model?.id }} />
          {model ? null : <Field name="code" label={t('code')} hint={sizes('codeHint')}><Input dir="ltr" maxLength={39} required /></Field>}
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="nameEn" label={t('nameEn')}><Input lang="en" dir="ltr" defaultValue={model?.name.en} required /></Field>
            <Field name="nameAr" label={t('nameAr')}><Input lang="ar" dir="rtl" defaultValue={model?.name.ar} required /></Field>
          </div>
          <Field name="descriptionEn" label={t('descriptionEn')}><Textarea lang="en" dir="ltr" rows={2} defaultValue={model?.description.en} required /></Field>
          <Field name="descriptionAr" label={t('descriptionAr')}><Textarea lang="ar" dir="rtl" rows={2} defaultValue={model?.description.ar} required /></Field>
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="engine" label={t('engine')}><Select defaultValue={model?.engine ?? 'house'}>{engines.map((one) => <option key={one} value={one}>{one}</option>)}</Select></Field>
            <Field name="ref" label={t('ref')} hint={t('refHint')}><Input dir="ltr" defaultValue={model?.ref} required /></Field>
            <Field name="contextTokens" label={t('context')}><Input type="number" min={1} defaultValue={model?.contextTokens ?? 4096} required /></Field>
            <Field name="sizeMib" label={t('size')}><Input type="number" min={1} defaultValue={model ? mib(model.sizeBytes) : undefined} required /></Field>
            <Field name="minMemoryMib" label={t('minMemory')}><Input type="number" min={1} defaultValue={model ? mib(model.minMemoryBytes) : undefined} required /></Field>
          </div>
          <CheckboxField name="isDemo" label={t('demo')} isChecked={model?.isDemo ?? false} />
          <CheckboxField name="isRetired" label={t('retired')} hint={sizes('retiredHint')} isChecked={model?.isRetired ?? false} />
        </CardBody>
        {mayChange ? <CardFooter><SubmitButton>{t('save')}</SubmitButton></CardFooter> : null}
      </Form>
    </Card>
  )
}
