import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { routes } from '@/lib/routes'
import { AccountMenu } from './account-menu'
import { adminNav } from './nav-items'
import { paletteOf } from './palette-of'
import { Shell } from './shell'

type Props = {
  user: { name: string; email: string }
  signOutAction: (form: FormData) => Promise<void>
  /** Ids of `adminNav` items that this staff role cannot use. */
  hidden?: readonly string[]
  banners?: ReactNode
  children: ReactNode
}

/** The frame of the staff console: the same as the portal's, with a staff bar at its edge so that no one mistakes them. */
export async function AdminShell({ user, signOutAction, hidden = [], banners, children }: Props) {
  const t = await getTranslations('nav')
  const sections = adminNav
    .map((section) => ({ ...section, items: section.items.filter((item) => !hidden.includes(item.id)) }))
    .filter((section) => section.items.length > 0)
  return (
    <Shell
      isStaff sections={sections} home={routes.admin()} banners={banners} palette={await paletteOf('staff', sections)}
      place={<><span className="min-w-0 overflow-hidden rounded-badge bg-staff px-1.5 py-0.5 text-caption font-medium text-ellipsis whitespace-nowrap text-on-accent"><span className="max-sm:hidden">{t('staffConsole')}</span><span className="sm:hidden">{t('staffShort')}</span></span></>}
      accountMenu={<AccountMenu user={user} signOutAction={signOutAction} isStaff />}
    >
      {children}
    </Shell>
  )
}
