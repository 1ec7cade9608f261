import { getTranslations } from 'next-intl/server'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form, type FormAction } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import type { UpstreamView } from '@/lib/domain/admin/view'
import type { Preset } from './_presets'

type Props = { upstream?: UpstreamView; preset?: Preset; action: FormAction<UpstreamView> }

/** Address, secret (write-only) and time-out of a server; the embedded engine's address comes from the deployment. */
export async function UpstreamForm({ upstream, preset, action }: Props) {
  const t = await getTranslations('admin.upstreams')
  return (
    <Card>
      <CardHeader title={t(upstream ? 'settings' : 'newTitle')} hint={upstream?.isHouse ? t('houseHint') : t('formHint')} />
      <Form action={action} okToast={t('saved')} isInCard>
        <CardBody className="grid gap-5">
          <HiddenFields values={{ id: upstream?.id }} />
          <Field name="name" label={t('name')}><Input defaultValue={upstream?.name ?? preset?.name} required /></Field>
          {upstream?.isHouse ? null : (
            <>
              <Field name="baseUrl" label={t('address')} hint={t(preset?.isLocal ? 'addressHintLocal' : 'addressHint')}><Input type="url" dir="ltr" defaultValue={upstream?.baseUrl ?? preset?.baseUrl} placeholder="https://models.example.com/v1" required /></Field>
              <Field name="secret" label={t('secret')} hint={t(upstream?.hasSecret ? 'secretKept' : 'secretHint')} isOptional><Input type="password" autoComplete="off" /></Field>
              {upstream?.hasSecret ? <CheckboxField name="clearSecret" label={t('clearSecret')} /> : null}
            </>
          )}
          <Field name="timeoutMs" label={t('timeout')} hint={t('timeoutHint')}><Input type="number" min={1000} max={600_000} defaultValue={upstream?.timeoutMs ?? 120_000} /></Field>
          <CheckboxField name="isEnabled" label={t('enabled')} hint={t('enabledHint')} isChecked={upstream?.isEnabled ?? true} />
        </CardBody>
        <CardFooter><SubmitButton>{t(upstream ? 'save' : 'create')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}
