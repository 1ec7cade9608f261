'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Status } from '@/components/data/status'
import { Field } from '@/components/form/field'
import { Form, type FormAction } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { Textarea } from '@/components/ui/input'
import type { LeakedKeyListView, LeakedKeyView } from '@/lib/domain/keys/view'
import { formatDateTime } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { findLeakedKeyAction } from '../actions'
import { RevokeKey } from './revoke-key'

type Zone = { locale: Locale; timeZone: string }

/** What was pasted stays in the field and in memory only; the answer stands below it. */
export function FindLeakedKey(zone: Zone) {
  const t = useTranslations('keys.find')
  const [found, setFound] = useState<readonly LeakedKeyView[]>([])
  // "Nothing here" would be true of any page; this says of what.
  const action: FormAction<LeakedKeyListView> = async (previous, form) => {
    setFound([])
    const state = await findLeakedKeyAction(previous, form)
    return state.status === 'error' && state.code === 'not_found' ? { ...state, message: t('none') } : state
  }
  return (
    <>
      <Card><CardBody>
        <Form action={action} onOk={({ data }) => setFound(data)}>
          <Field name="secret" label={t('label')} hint={t('hint')}>
            <Textarea dir="ltr" rows={3} className="font-mono text-mono rtl:text-end" autoComplete="off" autoCapitalize="none" spellCheck={false} required />
          </Field>
          <div className="flex justify-end"><SubmitButton>{t('act')}</SubmitButton></div>
        </Form>
      </CardBody></Card>
      <div aria-live="polite" className="grid gap-4">
        {found.map(({ key: foundKey, ...rest }) => <FoundKey key={`${foundKey.id}-${rest.secretState}`} found={foundKey} {...rest} {...zone} />)}
      </div>
    </>
  )
}

function FoundKey({ found, secretState, secretEndsAt, locale, timeZone }: { found: LeakedKeyView['key']; secretState: LeakedKeyView['secretState']; secretEndsAt: Date | null } & Zone) {
  const [t, revoke] = [useTranslations('keys.find'), useTranslations('keys.revoke')]
  const [isRevoked, setRevoked] = useState(found.status === 'revoked')
  const when = (at: Date): string => formatDateTime(new Date(at), locale, timeZone)
  const meaning = isRevoked ? t('revoked') : found.status === 'expired' ? t('expired') : secretState === 'current' ? t('current')
    : t(secretState, { at: secretEndsAt ? when(secretEndsAt) : '' })
  return (
    <Card><CardBody className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-h2 font-semibold"><bdi>{found.name}</bdi></h2>
        <Status domain="key" state={isRevoked ? 'revoked' : found.status} />
        <bdi dir="ltr" className="font-mono text-mono slashed">{found.hint}</bdi>
      </div>
      <p>{meaning}</p>
      <p className="text-text-2">{found.lastUsedAt ? t('lastUsed', { at: when(found.lastUsedAt) }) : t('neverUsed')}</p>
      <div className="flex flex-wrap gap-2">
        {isRevoked ? null : (
          <RevokeKey
            id={found.id} size="md" onRevoked={() => setRevoked(true)}
            texts={{ act: revoke('act'), title: revoke('title', { name: isolated(found.name) }), consequences: [revoke('now'), revoke('running'), revoke('forever')] }}
          />
        )}
        <Button asChild><Link href={routes.key(found.id)}>{t('openIt', { hint: ltr(found.hint) })}</Link></Button>
      </div>
    </CardBody></Card>
  )
}
