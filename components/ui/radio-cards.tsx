import type { ReactNode } from 'react'

export type RadioChoice = { value: string; title: ReactNode; hint?: ReactNode; isDisabled?: boolean }

/** A few choices as cards; the radio button stays visible, so the chosen one is not told by colour alone. */
export function RadioCards({ name, choices, value }: { name: string; choices: RadioChoice[]; value?: string }) {
  return (
    <div className="grid gap-2">
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="flex cursor-pointer items-start gap-3 rounded-control border border-border-control bg-surface px-3.5 py-2.5 has-checked:border-accent has-checked:bg-accent-tint has-disabled:cursor-not-allowed has-disabled:text-text-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
        >
          <input type="radio" name={name} value={choice.value} defaultChecked={choice.value === value} disabled={choice.isDisabled} className="mt-0.5 size-4 shrink-0 accent-accent" />
          <span className="min-w-0">
            <span className="block font-medium">{choice.title}</span>
            {choice.hint ? <span className="block text-caption text-text-2">{choice.hint}</span> : null}
          </span>
        </label>
      ))}
    </div>
  )
}
