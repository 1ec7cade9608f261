import { LogOut, Shield, User } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Icon } from '@/components/ui/dir-icon'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { user: { name: string; email: string }; signOutAction: (form: FormData) => Promise<void>; isStaff?: boolean; children?: ReactNode }
const line = 'flex min-h-9 w-full items-center gap-2 rounded-control px-2.5 text-start hover:bg-hover pointer-coarse:min-h-11'

/** Who is signed in, the settings, Sign out. The browser's own popover: it opens before any script runs. */
export function AccountMenu({ user, signOutAction, isStaff = false, children }: Props) {
  const t = useTranslations()
  return (
    <>
      <button
        type="button" popoverTarget="account-menu" aria-label={t('layout.account', { name: user.name || user.email })}
        className="account-anchor grid size-8 place-items-center rounded-full pointer-coarse:size-11"
      >
        <Avatar name={user.name || user.email} />
      </button>
      <div id="account-menu" popover="auto" className="account-popover w-64 rounded-card border bg-raised p-1 text-text shadow-menu">
        <div className="grid px-2.5 py-2">
          <span className="text-caption text-text-3">{t('layout.signedInAs')}</span>
          <bdi className="truncate font-medium">{user.name}</bdi>
          <bdi dir="ltr" className="truncate text-caption text-text-2 rtl:text-end">{user.email}</bdi>
        </div>
        <div className="border-t pt-1">
          {children}
          {isStaff ? <Link href={routes.adminSecurity()} className={line}><Icon icon={Shield} />{t('nav.security')}</Link> : (
            <>
              <Link href={routes.profile()} className={line}><Icon icon={User} />{t('nav.profile')}</Link>
              <Link href={routes.security()} className={line}><Icon icon={Shield} />{t('nav.security')}</Link>
            </>
          )}
          <form action={signOutAction}>
            <button type="submit" className={line}><Icon icon={LogOut} />{t('layout.signOut')}</button>
          </form>
        </div>
      </div>
    </>
  )
}
