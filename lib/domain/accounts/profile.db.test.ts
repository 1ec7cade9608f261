import { describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { asKey, asRole, createTestClient } from '@/lib/testing/contexts'
import { acceptTerms, getProfile, updateProfile } from '.'

describe('the profile', () => {
  it('changes what is given, empties what is null and leaves the rest', async () => {
    const { ctx } = await createTestClient({ country: 'US' })
    await updateProfile(ctx, { companyName: 'Atlas', city: 'Dubai', taxId: 'X-1' })
    const after = await updateProfile(ctx, { taxId: null, country: 'AE', timeZone: 'Asia/Dubai', locale: 'ar' })
    expect(after).toMatchObject({ companyName: 'Atlas', city: 'Dubai', taxId: null, country: 'AE', timeZone: 'Asia/Dubai', locale: 'ar', addressLine1: '1 Test Street' })
    expect(await getProfile(asKey(ctx, ['manage']), {})).toEqual(after)
  })

  it('refuses countries and time zones that do not exist, and lists for text', async () => {
    const { ctx } = await createTestClient()
    const fields = (input: object) => updateProfile(ctx, input).then(() => ({}), (error: { fields: object }) => error.fields)
    expect(await fields({ country: 'XX' })).toEqual({ country: { code: 'notAllowed' } })
    expect(await fields({ timeZone: 'Mars/Olympus' })).toEqual({ timeZone: { code: 'notAllowed' } })
    expect(await fields({ companyName: ['a'] })).toEqual({ companyName: { code: 'mustBe', params: { type: 'string' } } })
    expect(await fields({ billingEmail: 'x' })).toEqual({ billingEmail: { code: 'invalidEmail' } })
  })

  it('never changes the currency, whatever is sent', async () => {
    const { ctx, clientId } = await createTestClient()
    await updateProfile(ctx, { companyName: 'Atlas', currency: 'JPY', mode: 'live', suspendedAt: null } as never)
    expect(await platformDb.client.findUniqueOrThrow({ where: { id: clientId } })).toMatchObject({ currency: 'USD', mode: 'test' })
  })

  it('is changed by owners and admins only', async () => {
    const { ctx } = await createTestClient()
    await expect(updateProfile(asRole(ctx, 'viewer'), { companyName: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('asks for new terms until they are accepted', async () => {
    const { ctx, clientId, userId } = await createTestClient()
    await platformDb.clientProfile.update({ where: { clientId }, data: { termsVersion: '2020-01', termsAcceptedById: null } })
    expect((await getProfile(ctx, {})).mustAcceptTerms).toBe(true)
    await expect(acceptTerms(ctx, {})).rejects.toMatchObject({ fields: { acceptTerms: { code: 'mustAccept' } } })
    expect(await acceptTerms(ctx, { acceptTerms: true })).toMatchObject({ mustAcceptTerms: false, termsVersion: '2026-11' })
    expect(await platformDb.clientProfile.findUniqueOrThrow({ where: { clientId } })).toMatchObject({ termsAcceptedById: userId })
  })
})
