'use server'
import { addMethod, manageMethod, removeMethod, setDefaultMethod } from '@/lib/domain/billing'
import { portalAction } from '@/lib/http/action'

export const addMethodAction = portalAction(addMethod, { redirectTo: ({ redirectUrl }) => redirectUrl })
export const manageMethodAction = portalAction(manageMethod, { redirectTo: ({ redirectUrl }) => redirectUrl })
export const setDefaultMethodAction = portalAction(setDefaultMethod)
export const removeMethodAction = portalAction(removeMethod)
