import { getLocale, getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DateTime, NoValue } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { LimitBar } from '@/components/data/limit-bar'
import { Money } from '@/components/data/money'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { ClientDetailView } from '@/lib/domain/admin/view'
import { formatNumber } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import { isLocale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { Code } from '../../_components/list-page'
import { staffZone } from '../../_components/staff-page'
import { activateClientAction, suspendClientAction } from '../../actions'

/** Suspend with a reason, or lift the suspension. */
export async function StandingAction({ client }: { client: ClientDetailView }) {
  const t = await getTranslations('admin.client')
  if (client.status === 'closed') return null
  if (client.status === 'suspended') {
    return (
      <ConfirmDialog
        key="activate" trigger={<Button look="primary">{t('activate')}</Button>} title={t('activateTitle', { name: isolated(client.name) })} consequences={[t('activateBody')]}
        look="primary" action={activateClientAction} values={{ id: client.id }} confirmLabel={t('activate')}
      />
    )
  }
  return (
    <ConfirmDialog
      key="suspend" trigger={<Button look="dangerQuiet">{t('suspend')}</Button>} title={t('suspendTitle', { name: isolated(client.name) })}
      consequences={[t('suspendGateway'), t('suspendPortal'), t('suspendLift')]} action={suspendClientAction} values={{ id: client.id }} reasonLabel={t('reason')}
      confirmLabel={t('suspend')}
    />
  )
}

export async function SubscriptionCard({ subscription, limitsHref }: { subscription: ClientDetailView['subscription']; limitsHref: string | null }) {
  const [t, raw] = await Promise.all([getTranslations('admin.client'), getLocale()])
  const limits = limitsHref ? <Link className="link justify-self-start" href={limitsHref}>{t('limits')}</Link> : null
  if (!subscription) return <Card><CardHeader title={t('subscription')} /><CardBody className="grid gap-4 text-text-2">{t('noSubscription')}{limits}</CardBody></Card>
  const { planName, status, amountMinor, currency, interval, currentPeriodEnd, cancelAtPeriodEnd, includedTokens, usedTokens } = subscription
  return (
    <Card>
      <CardHeader title={t('subscription')} actions={<Status domain="subscription" state={cancelAtPeriodEnd ? 'ending' : status} />} />
      <CardBody className="grid gap-4">
        <KeyValueList items={[
          { label: t('plan'), value: <bdi>{planName[isLocale(raw) ? raw : 'en']}</bdi> },
          { label: t('price'), value: <><Money minor={amountMinor} currency={currency} /> {t(interval === 'year' ? 'aYear' : 'aMonth')}</> },
          { label: t(cancelAtPeriodEnd ? 'endsOn' : 'renewsOn'), value: <DateTime at={currentPeriodEnd} timeZone={staffZone} show="date" /> },
        ]} />
        {includedTokens !== null && usedTokens !== null ? <LimitBar label={t('tokens')} used={usedTokens} limit={includedTokens} usedText={formatNumber(usedTokens)} limitText={formatNumber(includedTokens)} /> : null}
        {limits}
      </CardBody>
    </Card>
  )
}

export async function MembersCard({ members }: { members: ClientDetailView['members'] }) {
  const t = await getTranslations('admin.client')
  return (
    <Card>
      <CardHeader title={t('members')} />
      <CardBody>
        <ul className="grid gap-3">
          {members.map((member) => (
            <li key={member.userId} className="grid gap-0.5">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <bdi className="font-medium">{member.name}</bdi>
                {member.isVerified ? <span className="text-text-2">{t(`roles.${member.role}`)}</span> : <Status domain="user" state="unverified" />}
              </div>
              <bdi dir="ltr" className="break-all text-text-2">{member.email}</bdi>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

const keyState = (key: ClientDetailView['keys'][number], now: Date): string => (key.revokedAt ? 'revoked' : key.expiresAt && key.expiresAt <= now ? 'expired' : 'active')

export async function KeysCard({ keys, now }: { keys: ClientDetailView['keys']; now: Date }) {
  const t = await getTranslations('admin.client')
  return (
    <Card>
      <CardHeader title={t('keys')} />
      <CardBody>
        {keys.length === 0 ? <p className="text-text-2">{t('noKeys')}</p> : (
          <ul className="grid gap-3">
            {keys.map((key) => (
              <li key={key.id} className="grid gap-0.5">
                <div className="flex flex-wrap items-center justify-between gap-2"><bdi className="font-medium">{key.name}</bdi><Status domain="key" state={keyState(key, now)} /></div>
                <div className="flex flex-wrap justify-between gap-2 text-text-2">
                  <Code>{key.hint}</Code>
                  <span>{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} timeZone={staffZone} /> : t('neverUsed')}</span>
                </div>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  )
}

export async function IdentityLead({ client }: { client: ClientDetailView }) {
  const raw = await getLocale()
  const country = client.country ? new Intl.DisplayNames(raw, { type: 'region' }).of(client.country) ?? client.country : null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Status domain="client" state={client.status} detail={client.suspendedAt ? <DateTime at={client.suspendedAt} timeZone={staffZone} show="date" /> : undefined} />
      {country ? <bdi>{country}</bdi> : <NoValue />}
      <CopyId id={client.id} />
    </div>
  )
}
