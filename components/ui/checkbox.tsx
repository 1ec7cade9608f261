import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const hitArea = 'relative after:absolute after:-inset-1 pointer-coarse:after:-inset-3'

/** The browser's own checkbox in our colour; the touch area is larger than the box. */
export function Checkbox({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="checkbox" className={clsx('my-0.5 size-4 shrink-0 accent-accent', hitArea, className)} {...rest} />
}

/** A checkbox that acts as a setting. Off is told apart by place and shape, not by colour alone. */
export function Switch({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type="checkbox" role="switch"
      className={clsx(
        'my-0.5 h-4 w-7 shrink-0 appearance-none rounded-full border border-border-control bg-sunken transition-colors duration-100 checked:border-accent checked:bg-accent',
        'before:block before:size-2.5 before:translate-x-0.5 before:translate-y-0.5 before:rounded-full before:bg-border-control before:transition-transform before:duration-100',
        'checked:before:translate-x-3.5 checked:before:bg-on-accent rtl:before:-translate-x-0.5 rtl:checked:before:-translate-x-3.5 disabled:opacity-55', hitArea, className,
      )}
      {...rest}
    />
  )
}
