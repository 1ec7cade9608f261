import { getTranslations } from 'next-intl/server'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { ToneBadge } from '@/components/data/status'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import type { MeView } from '@/lib/domain/accounts/view'
import { updatePreferencesAction } from '../../actions'

/** What belongs to the person, in every client alike. */
export async function PersonCard({ user }: { user: MeView['user'] }) {
  const t = await getTranslations('accounts')
  return (
    <Card>
      <Form action={updatePreferencesAction} okToast={t('profile.saved')} label={t('profile.you')} isInCard>
        <CardHeader title={t('profile.you')} hint={t('profile.youHint')} />
        <CardBody className="grid gap-5">
          <div className="grid gap-1.5">
            <span className="font-medium">{t('profile.email')}</span>
            <span className="flex flex-wrap items-center gap-2">
              <bdi dir="ltr">{user.email}</bdi>
              <ToneBadge tone={user.emailVerifiedAt ? 'success' : 'warning'}>{t(user.emailVerifiedAt ? 'profile.confirmed' : 'profile.unconfirmed')}</ToneBadge>
            </span>
          </div>
          <Field name="name" label={t('profile.name')}><Input autoComplete="name" defaultValue={user.name} /></Field>
          <Field name="locale" label={t('profile.language')} hint={t('profile.languageHint')}>
            <Select defaultValue={user.locale}>
              <option value="en" lang="en">English</option>
              <option value="ar" lang="ar">العربية</option>
            </Select>
          </Field>
        </CardBody>
        <CardFooter><SubmitButton>{t('profile.save')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}
