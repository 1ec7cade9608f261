import { getTranslations } from 'next-intl/server'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form, type FormAction } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input, Select, Textarea } from '@/components/ui/input'
import { listPlans } from '@/lib/domain/catalog'
import type { AdminModelView } from '@/lib/domain/admin/view'
import type { StaffCtx } from '@/lib/http/context'

type Props = { ctx: StaffCtx; model?: AdminModelView; action: FormAction<AdminModelView> }

/** Texts, sizes, system prompt and defaults of a model; name and kind are fixed once it is made. */
export async function ModelForm({ ctx, model, action }: Props) {
  const [t, { data: plans }] = await Promise.all([getTranslations('admin.models'), listPlans(ctx, {})])
  return (
    <Card>
      <CardHeader title={t(model ? 'settings' : 'newTitle')} hint={model ? undefined : t('newHint')} />
      <Form action={action} okToast={t('saved')} isInCard>
        <CardBody className="grid gap-5">
          {model ? <HiddenFields values={{ id: model.id, kind: model.kind }} /> : (
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="slug" label={t('slug')} hint={t('slugHint')}><Input dir="ltr" required /></Field>
              <Field name="kind" label={t('kind')}><Select defaultValue="chat"><option value="chat">{t('kinds.chat')}</option><option value="embedding">{t('kinds.embedding')}</option></Select></Field>
            </div>
          )}
          <Field name="name" label={t('name')}><Input defaultValue={model?.name} required /></Field>
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="descriptionEn" label={t('descriptionEn')}><Textarea rows={2} dir="ltr" defaultValue={model?.description.en} /></Field>
            <Field name="descriptionAr" label={t('descriptionAr')}><Textarea rows={2} dir="rtl" defaultValue={model?.description.ar} /></Field>
          </div>
          <Field name="systemPrompt" label={t('systemPrompt')} hint={t('systemPromptHint')} isOptional><Textarea rows={4} defaultValue={model?.systemPrompt ?? undefined} /></Field>
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="contextTokens" label={t('contextTokens')}><Input type="number" min={1} defaultValue={model?.contextTokens ?? 8192} /></Field>
            <Field name="maxOutputTokens" label={t('maxOutputTokens')}><Input type="number" min={0} defaultValue={model?.maxOutputTokens ?? 1024} /></Field>
          </div>
          <div className="grid items-start gap-5 sm:grid-cols-3">
            <Field name="temperature" label={t('temperature')} isOptional><Input type="number" step="0.05" min={0} max={2} defaultValue={model?.temperature ?? undefined} /></Field>
            <Field name="topP" label={t('topP')} isOptional><Input type="number" step="0.05" min={0} max={1} defaultValue={model?.topP ?? undefined} /></Field>
            <Field name="maxTokens" label={t('maxTokens')} isOptional><Input type="number" min={1} defaultValue={model?.maxTokens ?? undefined} /></Field>
          </div>
          <fieldset className="grid gap-2">
            <legend className="mb-1.5 font-medium">{t('plans')}</legend>
            <p className="text-caption text-text-3">{t('plansHint')}</p>
            {plans.map((plan) => (
              <CheckboxField key={plan.code} name="planCodes" value={plan.code} label={<bdi>{plan.name[ctx.locale]}</bdi>} isChecked={model ? model.planCodes.includes(plan.code) : true} tellsAbsence={false} />
            ))}
          </fieldset>
          {model ? <CheckboxField name="isRetired" label={t('retire')} hint={t('retireHint')} isChecked={model.isRetired} /> : null}
        </CardBody>
        <CardFooter><SubmitButton>{t(model ? 'save' : 'create')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}
