import { clsx } from 'clsx'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-border-control bg-surface text-text hover:bg-sunken dark:hover:bg-raised',
  ghost: 'text-text-2 hover:bg-sunken hover:text-text dark:hover:bg-raised',
  danger: 'bg-danger-solid text-on-accent hover:bg-danger-hover',
  dangerQuiet: 'border border-border-control bg-surface text-danger hover:bg-danger-tint',
} as const

const sizes = {
  sm: 'min-h-8 px-2.5 text-h3 pointer-coarse:min-h-11',
  md: 'min-h-9 px-3.5 text-body pointer-coarse:min-h-11',
  lg: 'min-h-11 px-5 text-h2',
  icon: 'size-8 justify-center pointer-coarse:size-11',
} as const

type Props = ComponentProps<'button'> & { look?: keyof typeof looks; size?: keyof typeof sizes; asChild?: boolean; isBusy?: boolean }

/** The one button. `asChild` lends its looks to a link; `isBusy` keeps its width and says so to screen readers. */
export function Button({ look = 'secondary', size = 'md', asChild = false, isBusy = false, className, disabled, ...rest }: Props) {
  const Element = asChild ? Slot.Root : 'button'
  return (
    <Element
      className={clsx(
        'inline-flex items-center justify-center gap-2 rounded-control font-medium transition-colors duration-100 select-none',
        'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55', looks[look], sizes[size], className,
      )}
      {...(asChild ? {} : { type: rest.type ?? 'button', disabled: disabled || isBusy, 'aria-busy': isBusy || undefined })}
      {...rest}
    />
  )
}
