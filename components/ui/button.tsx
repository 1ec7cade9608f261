import { clsx } from 'clsx'
import { cloneElement, isValidElement, type ComponentProps, type ReactElement } from 'react'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-border-control bg-surface text-text hover:bg-hover',
  ghost: 'text-text-2 hover:bg-hover hover:text-text',
  danger: 'bg-danger-solid text-on-accent hover:bg-danger-hover',
  dangerQuiet: 'border border-border-control bg-surface text-danger hover:bg-danger-tint',
} as const

const sizes = {
  sm: 'min-h-8 px-2.5 py-1 text-h3 pointer-coarse:min-h-11',
  md: 'min-h-9 px-3.5 py-1.5 text-body pointer-coarse:min-h-11',
  lg: 'min-h-11 px-5 py-2 text-h2',
  icon: 'size-8 shrink-0 pointer-coarse:size-11',
} as const

export type ButtonLook = keyof typeof looks
type Props = ComponentProps<'button'> & { look?: ButtonLook; size?: keyof typeof sizes; asChild?: boolean; isBusy?: boolean }

/**
 * The one button. `look` primary (one a view) · secondary · ghost · danger · dangerQuiet; `size` sm in toolbars and tables,
 * md in forms, lg on public pages, icon (needs aria-label). `asChild` lends its looks to the one child, a link:
 * `<Button asChild look="primary"><Link href={routes.plans()}>See plans</Link></Button>`. `isBusy` keeps its width and says so.
 */
export function Button({ look = 'secondary', size = 'md', asChild = false, isBusy = false, className, disabled, children, type = 'button', ...rest }: Props) {
  const classes = clsx(
    'inline-flex items-center justify-center gap-2 rounded-control text-center font-medium transition-colors duration-100 select-none',
    'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55', looks[look], sizes[size], className,
  )
  if (asChild && isValidElement(children)) {
    const child = children as ReactElement<{ className?: string }>
    return cloneElement(child, { className: clsx(classes, child.props.className) })
  }
  return (
    <button type={type} disabled={disabled || isBusy} aria-busy={isBusy || undefined} className={classes} {...rest}>
      {children}
    </button>
  )
}
