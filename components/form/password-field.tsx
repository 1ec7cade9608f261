'use client'
import { Eye, EyeOff } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { useCommon } from '@/components/ui/common-texts'
import { Icon } from '@/components/ui/dir-icon'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { FieldNote } from './field'
import { useField } from './form-context'

type Props = { name: string; label: ReactNode; hint?: ReactNode; autoComplete: 'current-password' | 'new-password'; aside?: ReactNode; minLength?: number }

/** A password with a button that shows it; pasting and managers work. `aside` stands across from the label (a link). */
export function PasswordField({ name, label, hint, autoComplete, aside, minLength }: Props) {
  const id = useId()
  const text = useCommon()
  const { error } = useField(name)
  const [isShown, setShown] = useState(false)
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      <div className="relative">
        <Input
          id={id} name={name} type={isShown ? 'text' : 'password'} dir="ltr" autoComplete={autoComplete} autoCapitalize="none" spellCheck={false}
          minLength={minLength} className="pe-11 rtl:text-end" aria-describedby={error || hint ? `${id}-note` : undefined} aria-invalid={error ? true : undefined}
        />
        <button
          type="button" aria-pressed={isShown} aria-label={isShown ? text.hidePassword : text.showPassword} onClick={() => setShown(!isShown)}
          className="absolute inset-y-0 end-0 grid w-10 place-items-center rounded-control text-text-2 hover:text-text"
        >
          <Icon icon={isShown ? EyeOff : Eye} />
        </button>
      </div>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}
