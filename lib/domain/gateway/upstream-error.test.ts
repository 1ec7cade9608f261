import { describe, expect, it } from 'vitest'
import { InferenceFailure } from '@/lib/providers/inference/types'
import { verdictOnFailure } from './upstream-error'

const failed = (code: string, kind: InferenceFailure['kind'] = 'unreachable'): InferenceFailure => new InferenceFailure(kind, Object.assign(new Error(code), { code }))

describe('a server that gives no answer', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'])('is to blame itself where nothing was sent to it: %s', (code) => {
    expect(verdictOnFailure(failed(code))).toMatchObject({ blame: 'failing', mayBeRequest: false, next: 'again' })
  })
  it('may be asked again, or another, where it could not be connected to in time', () => {
    expect(verdictOnFailure(failed('UND_ERR_CONNECT_TIMEOUT', 'timeout'))).toMatchObject({ mayBeRequest: false, next: 'again' })
  })
  it.each([['ECONNRESET', 'unreachable', 'again'], ['UND_ERR_SOCKET', 'unreachable', 'again'], ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'stop']] as const)('may have got a request that does that to it: %s', (code, kind, next) => {
    expect(verdictOnFailure(failed(code, kind))).toMatchObject({ blame: 'failing', mayBeRequest: true, next })
  })
})
