'use server'
import { forceDelete, forceRestart, forceResume, forceStop, forceSuspend, removeOrphan, saveInstanceModel, saveInstanceSize, setInstancePrice } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'
import { routes } from '@/lib/routes'

export const forceSuspendAction = adminAction(forceSuspend)
export const forceResumeAction = adminAction(forceResume)
export const forceRestartAction = adminAction(forceRestart)
export const forceStopAction = adminAction(forceStop)
export const forceDeleteAction = adminAction(forceDelete)
export const removeOrphanAction = adminAction(removeOrphan)
export const saveInstanceSizeAction = adminAction(saveInstanceSize)
export const createInstanceSizeAction = adminAction(saveInstanceSize, { redirectTo: ({ id }) => routes.adminInstanceSize(id) })
export const setInstancePriceAction = adminAction(setInstancePrice)
export const saveInstanceModelAction = adminAction(saveInstanceModel)
export const createInstanceModelAction = adminAction(saveInstanceModel, { redirectTo: ({ id }) => routes.adminInstanceModel(id) })
