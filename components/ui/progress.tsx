/** How far something is, in percent; unknown without `value`. */
export function Progress({ value, label }: { value?: number; label: string }) {
  return <progress aria-label={label} max={100} {...(value === undefined ? {} : { value })} className="progress-bar h-1.5 w-full" />
}
