import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { CopyId } from '@/components/data/copy-id'
import { PageHeader } from '@/components/data/page-header'
import { LinkTabs } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import type { KeyView } from '@/lib/domain/keys/view'
import type { PortalCtx } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { KeyStatus } from './key-status'
import { renewTexts, revokeTexts } from './key-texts'
import { RenewKey } from './renew-key'
import { RevokeKey } from './revoke-key'

/** A key of nobody or of somebody else is a page that is not there. */
export const orNotFound = (error: unknown): never => {
  if (error instanceof DomainError && error.code === 'not_found') notFound()
  throw error
}

export const mayChangeKey = (ctx: PortalCtx, key: KeyView): boolean => can(ctx.actor, 'keys.update') && !ctx.isSuspended && key.status !== 'revoked'

const tabs = { overview: routes.key, limits: routes.keyLimits, usage: routes.keyUsage, requests: routes.keyRequests, history: routes.keyHistory } as const
type Props = { ctx: PortalCtx; keyView: KeyView; tab: keyof typeof tabs; isOverCap?: boolean; children: ReactNode }

/** What stands over every tab of a key: name, state, the two acts, the tabs. */
export async function KeyFrame({ ctx, keyView: key, tab, isOverCap = false, children }: Props) {
  const t = await getTranslations('keys')
  const { timeZone } = ctx.session.client
  const mayRevoke = can(ctx.actor, 'keys.revoke') && key.status !== 'revoked'
  return (
    <div className="grid gap-6">
      <PageHeader
        title={key.name} crumbs={[{ label: t('page.title'), href: routes.keys() }]}
        lead={<span className="flex flex-wrap items-center gap-x-3 gap-y-1"><KeyStatus keyView={key} now={ctx.clock.now()} timeZone={timeZone} isOverCap={isOverCap} /><bdi dir="ltr" className="font-mono text-mono slashed">{key.hint}</bdi><CopyId id={key.id} /></span>}
        actions={<>
          {mayChangeKey(ctx, key) && key.status === 'active' ? <RenewKey id={key.id} texts={await renewTexts(key)} locale={ctx.locale} timeZone={timeZone} /> : null}
          {mayRevoke ? <RevokeKey id={key.id} texts={await revokeTexts(key.name)} size="md" /> : null}
        </>}
      />
      <LinkTabs label={t('tabs.label')} tabs={(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => ({ href: tabs[name](key.id), label: t(`tabs.${name}`), isCurrent: name === tab }))} />
      {children}
    </div>
  )
}
