'use server'

import { createKey, revokeKey, updateKey } from '@/lib/domain/keys'
import { portalAction } from '@/lib/http/action'

export const createKeyAction = portalAction(createKey)
export const updateKeyAction = portalAction(updateKey)
export const revokeKeyAction = portalAction(revokeKey)
