'use server'

import { createInstance, deleteInstance, deleteUpload, resizeInstance, restartInstance, startInstance, stopInstance, updateInstance } from '@/lib/domain/instances'
import { portalAction } from '@/lib/http/action'
import { routes } from '@/lib/routes'

export const createInstanceAction = portalAction(createInstance, { redirectTo: ({ id }) => routes.instance(id) })
export const startInstanceAction = portalAction(startInstance)
export const stopInstanceAction = portalAction(stopInstance)
export const restartInstanceAction = portalAction(restartInstance)
export const updateInstanceAction = portalAction(updateInstance)
export const resizeInstanceAction = portalAction(resizeInstance)
export const deleteInstanceAction = portalAction(deleteInstance, { redirectTo: () => routes.instances() })
export const deleteUploadAction = portalAction(deleteUpload)
