/** A Kubernetes of the tests' own. `configFor` writes a kubeconfig for a bearer token. */
export function startCluster(options?: { hasNode?: boolean }): Promise<{
  kubeconfig: string
  configFor: (name: string, token: string) => string
  importImage: (archive: string) => Promise<void>
  stop: () => Promise<void>
}>
