import { getTranslations } from 'next-intl/server'
import { RelativeTime } from '@/components/data/relative-time'
import { ToneBadge } from '@/components/data/status'
import { Form, type FormAction } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { RevokedSessionView, SessionView } from '@/lib/domain/accounts/view'

type Props = { sessions: SessionView[]; now: Date; timeZone: string; revokeAction: FormAction<RevokedSessionView> }

/** Every browser that is signed in; this one first. */
export async function SessionsCard({ sessions, now, timeZone, revokeAction }: Props) {
  const t = await getTranslations('accounts')
  const ordered = [...sessions].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
  return (
    <Card>
      <CardHeader title={t('security.sessions')} hint={t('security.sessionsHint')} />
      <CardBody>
        <ul className="divide-y">
          {ordered.map((session) => (
            <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  <bdi>{session.device ?? t('security.unknownDevice')}</bdi>
                  {session.isCurrent ? <ToneBadge tone="success">{t('security.thisOne')}</ToneBadge> : null}
                </p>
                <p className="text-caption text-text-2">
                  {session.ip ? <><bdi dir="ltr" className="font-mono">{session.ip}</bdi> · </> : null}
                  {t('security.seen')} <RelativeTime at={session.lastSeenAt} now={now} timeZone={timeZone} />
                </p>
              </div>
              {session.isCurrent ? null : (
                <Form action={revokeAction} okToast={t('security.revoked')} label={t('security.revokeOf', { device: session.device ?? t('security.unknownDevice') })}>
                  <HiddenFields values={{ id: session.id }} />
                  <SubmitButton look="dangerQuiet" size="sm">{t('security.revoke')}</SubmitButton>
                </Form>
              )}
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
