import { expect, it } from 'vitest'
import { limitedText } from './limited-text'

const requestOf = (body: BodyInit): Request => new Request('http://localhost/api/keys', { method: 'POST', body, duplex: 'half' } as RequestInit)
const brokenOff = (): ReadableStream => new ReadableStream({ pull: (controller) => controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })) })

it('a caller that leaves amid its body sent a wrong request: nothing of ours failed', async () => {
  await expect(limitedText(requestOf(brokenOff()), 100)).rejects.toMatchObject({ code: 'invalid_input', internal: 'the body broke off' })
})

it('a body is counted in bytes', async () => {
  expect(await limitedText(requestOf('é'.repeat(50)), 100)).toHaveLength(50)
  await expect(limitedText(requestOf('é'.repeat(51)), 100)).rejects.toMatchObject({ code: 'payload_too_large' })
})
