import type { ChainSource } from './types'

/** The chains this deployment receives coins on: none unless the operator names a public key and nodes. */
export function configuredChains(): readonly ChainSource[] {
  return []
}
