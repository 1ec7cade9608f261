'use server'

import { createKey, findLeakedKey, renewKey, revokeKey, updateKey } from '@/lib/domain/keys'
import { portalAction } from '@/lib/http/action'

export const createKeyAction = portalAction(createKey)
export const updateKeyAction = portalAction(updateKey)
export const renewKeyAction = portalAction(renewKey)
export const revokeKeyAction = portalAction(revokeKey)
export const findLeakedKeyAction = portalAction(findLeakedKey)
