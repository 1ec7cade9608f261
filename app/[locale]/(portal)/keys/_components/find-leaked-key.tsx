'use client'
import { useState } from 'react'
import { ToneBadge } from '@/components/data/status'
import { toneOf } from '@/components/data/status-tones'
import { Field } from '@/components/form/field'
import { Form, type FormAction } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { Textarea } from '@/components/ui/input'
import type { KeyView, LeakedKeyListView, LeakedKeyView } from '@/lib/domain/keys/view'
import { formatDateTime } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { findLeakedKeyAction } from '../actions'
import { RevokeKey, type RevokeTexts } from './revoke-key'

/** Sentences made on the server, so that no formatter travels with them; `@` stands where a value goes in. */
export type FindTexts = {
  label: string; hint: string; act: string; none: string; open: string; lastUsed: string; neverUsed: string
  meaning: { [what in 'current' | 'retiring' | 'ended' | 'revoked' | 'expired']: string }
  states: { [state in KeyView['status']]: string }
  revoke: RevokeTexts
}
type Props = { texts: FindTexts; locale: Locale; timeZone: string }

/** What was pasted stays in the field and in memory only; the answer stands below it. */
export function FindLeakedKey(props: Props) {
  const { texts } = props
  const [found, setFound] = useState<readonly LeakedKeyView[]>([])
  // "Nothing here" would be true of any page; this says of what.
  const action: FormAction<LeakedKeyListView> = async (previous, form) => {
    setFound([])
    const state = await findLeakedKeyAction(previous, form)
    return state.status === 'error' && state.code === 'not_found' ? { ...state, message: texts.none } : state
  }
  return (
    <>
      <Card><CardBody>
        <Form action={action} onOk={({ data }) => setFound(data)}>
          <Field name="secret" label={texts.label} hint={texts.hint}>
            <Textarea dir="ltr" rows={3} className="font-mono text-mono rtl:text-end" autoComplete="off" autoCapitalize="none" spellCheck={false} required />
          </Field>
          <div className="flex justify-end"><SubmitButton>{texts.act}</SubmitButton></div>
        </Form>
      </CardBody></Card>
      <div aria-live="polite" className="grid gap-4">
        {found.map(({ key: foundKey, ...rest }) => <FoundKey key={`${foundKey.id}-${rest.secretState}`} found={foundKey} {...rest} {...props} />)}
      </div>
    </>
  )
}

type FoundProps = Props & Omit<LeakedKeyView, 'key'> & { found: KeyView }

function FoundKey({ found, secretState, secretEndsAt, texts, locale, timeZone }: FoundProps) {
  const [isRevoked, setRevoked] = useState(found.status === 'revoked')
  const when = (at: Date): string => formatDateTime(new Date(at), locale, timeZone)
  const state = isRevoked ? 'revoked' : found.status
  const meaning = texts.meaning[state === 'active' ? secretState : state].replace('@', secretEndsAt ? when(secretEndsAt) : '')
  return (
    <Card><CardBody className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-h2 font-semibold"><bdi>{found.name}</bdi></h2>
        <ToneBadge tone={toneOf('key', state)}>{texts.states[state]}</ToneBadge>
        <bdi dir="ltr" className="font-mono text-mono slashed">{found.hint}</bdi>
      </div>
      <p>{meaning}</p>
      <p className="text-text-2">{found.lastUsedAt ? texts.lastUsed.replace('@', when(found.lastUsedAt)) : texts.neverUsed}</p>
      <div className="flex flex-wrap gap-2">
        {isRevoked ? null : <RevokeKey id={found.id} size="md" onRevoked={() => setRevoked(true)} texts={{ ...texts.revoke, title: texts.revoke.title.replace('@', isolated(found.name)) }} />}
        <Button asChild><Link href={routes.key(found.id)}>{texts.open}</Link></Button>
      </div>
    </CardBody></Card>
  )
}
