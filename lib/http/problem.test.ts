import { expect, it } from 'vitest'
import { complianceReasons } from '@/lib/domain/licensing/view'
import { locales } from '@/lib/i18n/locale'
import { messagesFor } from '@/lib/i18n/translator'
import { errorMessage } from './problem'

it('checks that were not passed are told in sentences of the reader, each of them, and never in codes', () => {
  for (const locale of locales) {
    const message = errorMessage(locale, 'compliance_failed', { reasons: complianceReasons.join(', ') }, 'req_1')
    for (const reason of complianceReasons) {
      expect(message).toContain(messagesFor(locale)(`licensing.reasons.${reason}`))
      expect(message).not.toContain(reason)
    }
  }
})
