import { getTranslations } from 'next-intl/server'
import { KeyValueList } from '@/components/data/key-value-list'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { mostRetentionDays } from '@/lib/domain/usage/prompts/schema'
import type { PromptStorageView } from '@/lib/domain/usage/prompts/view'
import { setPromptStorageAction } from '../../actions'

/** The switch and the days; members who may not change it read how it stands. */
export async function StorageCard({ storage, canChange }: { storage: PromptStorageView; canChange: boolean }) {
  const t = await getTranslations('usage.promptStorage')
  if (!canChange) {
    return (
      <Card>
        <CardHeader title={t('card')} hint={t('readOnly')} />
        <CardBody><KeyValueList items={[
          { label: t('state'), value: t(storage.isOn ? 'on' : 'off') },
          ...(storage.isOn ? [{ label: t('days'), value: t('dayCount', { count: storage.retentionDays }) }] : []),
        ]} /></CardBody>
      </Card>
    )
  }
  return (
    <Card>
      <Form action={setPromptStorageAction} okToast={t('saved')} label={t('card')} isInCard>
        <CardHeader title={t('card')} hint={t('hint')} />
        <CardBody className="grid gap-5">
          <CheckboxField name="isOn" look="switch" label={t('isOn')} hint={t('isOnHint')} isChecked={storage.isOn} />
          <Field name="retentionDays" label={t('days')} hint={t('daysHint', { most: mostRetentionDays })} className="max-w-60">
            <Input type="number" inputMode="numeric" min={1} max={mostRetentionDays} dir="ltr" defaultValue={storage.retentionDays} />
          </Field>
        </CardBody>
        <CardFooter><SubmitButton>{t('save')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}
