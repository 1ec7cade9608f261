import { open, seal, type Sealed } from '@/lib/auth/secret-box'

type Place = { id: string; baseUrl: string }
type Kept = Place & { secretCiphertext: Uint8Array; secretKeyId: string }

/** A secret opens only for the row and the host it was given for: neither copying it nor moving the row's address gives it away. */
const contextOf = ({ id, baseUrl }: Place): string => `Upstream/${id}/${new URL(baseUrl).host}`

export const sealUpstreamSecret = (secret: string, place: Place): Sealed => seal(secret, contextOf(place))

/** @throws Error when it was sealed for another row or host, or with another MASTER_KEY */
export const openUpstreamSecret = (row: Kept): string => open(row.secretCiphertext, row.secretKeyId, contextOf(row))
